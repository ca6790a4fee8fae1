"""Enough products for the index: it is used, and filters still never shorten a page."""

from collections.abc import Iterator

import numpy as np
import pytest
import pytest_django
from django.db import connection

from catalog.models import EncoderVersion, Merchant
from catalog.search.asked import Asked, Nearest, Scope, Window
from catalog.search.execution import INDEX_SETTINGS, answer
from catalog.search.filtering import filtered_products
from catalog.search.fusion import FusedQuery
from catalog.search.query import Filters, Sort
from catalog.search.statement import fused_statement

pytestmark = pytest.mark.django_db
DIMENSION = 256
COUNT = 4_000

# In SQL: 4,000 x 512 numbers take Python a while.
CROWD = """
SELECT setseed(0.5);
INSERT INTO catalog_product
    (merchant_id, external_id, group_id, title, description, url, price, currency, availability,
     brand, gtin, mpn, attributes, tags, active, created_at, updated_at)
SELECT {merchant}, n, '', 'Thing ' || n, '', '', 1, 'EUR', 'in_stock',
       CASE WHEN n % 100 = 0 THEN 'rare' ELSE 'common' END, '', '', '{{}}', '[]', true, now(), now()
FROM generate_series(1, {count}) n;
INSERT INTO catalog_embedding (product_id, encoder_version_id, joint, photo_sha256, words_sha256)
SELECT id, {version}, l2_normalize(
    ARRAY(SELECT random() - 0.5 + 0 * p.id FROM generate_series(1, {width}))::real[]::halfvec
), '', ''
FROM catalog_product p;
SET CONSTRAINTS ALL IMMEDIATE;  -- an index cannot wait for the commit
CREATE INDEX {index} ON catalog_embedding USING hnsw ((joint::halfvec({width})) halfvec_ip_ops)
    WHERE encoder_version_id = {version};
ANALYZE catalog_embedding; ANALYZE catalog_product;
"""


@pytest.fixture(scope="module")
def crowd(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[EncoderVersion]:
    """4,000 products with random vectors and an HNSW index; one in a hundred is "rare"."""
    with django_db_blocker.unblock():
        merchant = Merchant.objects.create(name="Crowd", slug="crowd")
        version = EncoderVersion.objects.create(
            name="test:random", fingerprint="0", dimension=DIMENSION, state="serving"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                CROWD.format(
                    merchant=merchant.pk,
                    version=version.pk,
                    count=COUNT,
                    width=2 * DIMENSION,
                    index=version.index_name,
                )
            )
        yield version
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {version.index_name}")
        merchant.delete()
        version.delete()


def asked(version: EncoderVersion, *, exact_limit: int, brands: tuple[str, ...] = ()) -> Asked:
    vector = np.random.default_rng(1).normal(size=2 * DIMENSION).astype(np.float32)
    fused = FusedQuery(vector=vector / np.linalg.norm(vector), scale=1.0, offset=0.0)
    return Asked(
        scope=Scope(products=filtered_products(Filters(brands=brands)), exact_limit=exact_limit),
        window=Window(limit=24, offset=0, sort=Sort.RELEVANCE, floor=0.0),
        nearest=Nearest(version=version, fused=fused, over_fetch=300, judges=False),
    )


def plan(asked: Asked) -> str:
    with connection.cursor() as cursor:
        cursor.execute(INDEX_SETTINGS)
        cursor.execute("EXPLAIN (ANALYZE, COSTS OFF) " + fused_statement(asked))
        return "\n".join(row[0] for row in cursor.fetchall())


def scans(plan: str, index: str) -> list[str]:
    """The plan's scans of the index that really ran."""
    lines = [line for line in plan.splitlines() if f"Index Scan using {index}" in line]
    return [line for line in lines if "never executed" not in line]


def ids(asked: Asked) -> list[int]:
    return [product_id for product_id, _, _ in answer(asked).hits]


def test_an_unfiltered_query_uses_the_joint_index(crowd: EncoderVersion) -> None:
    assert len(scans(plan(asked(crowd, exact_limit=1_000)), crowd.index_name)) == 1


def test_a_selective_filter_leaves_the_index_alone(crowd: EncoderVersion) -> None:
    rare = asked(crowd, exact_limit=1_000, brands=("rare",))
    assert scans(plan(rare), crowd.index_name) == []


def test_the_index_finds_what_an_exact_search_finds(crowd: EncoderVersion) -> None:
    exact = ids(asked(crowd, exact_limit=COUNT))
    indexed = ids(asked(crowd, exact_limit=1_000))
    assert len(set(exact) & set(indexed)) >= 23


def test_a_page_is_full_even_where_the_index_finds_too_few(crowd: EncoderVersion) -> None:
    """Forty fitting products, judged "many" by a tiny exact limit: the index alone brings 3."""
    rare = asked(crowd, exact_limit=5, brands=("rare",))
    assert ids(rare) == ids(asked(crowd, exact_limit=COUNT, brands=("rare",)))
