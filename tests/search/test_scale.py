"""Enough products for the index: it is used, and filters still never shorten a page."""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import pytest_django
from django.db import connection, transaction
from pgvector.django import MaxInnerProduct

from catalog.models import Embedding, EncoderVersion, Merchant, Product
from catalog.search.asked import (
    WIDENED_WINDOW,
    WINDOW,
    Asked,
    Literal,
    Nearest,
    Scan,
    Scope,
    Window,
)
from catalog.search.execution import MOST_PREPARED, SETTINGS, answer, rows
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


def asked(
    version: EncoderVersion,
    *,
    scan: Scan,
    exact_limit: int = 1_000,
    brands: tuple[str, ...] = (),
    over_fetch: int = WINDOW,
    offset: int = 0,
    seed: int = 1,
) -> Asked:
    vector = np.random.default_rng(seed).normal(size=2 * DIMENSION).astype(np.float32)
    fused = FusedQuery(vector=vector / np.linalg.norm(vector), scale=1.0, offset=0.0)
    products = filtered_products(Filters(brands=brands))
    return Asked(
        scope=Scope(products=products, scan=scan, exact_limit=exact_limit),
        window=Window(limit=24, offset=offset, sort=Sort.RELEVANCE, floor=-math.inf),
        nearest=Nearest(version=version, fused=fused, over_fetch=over_fetch, judges=False),
    )


def plan(asked: Asked) -> str:
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS.format(most_scanned=asked.most_scanned))
    statement = fused_statement(asked)
    explained = statement._replace(text="EXPLAIN (ANALYZE, COSTS OFF) " + statement.text)
    return "\n".join(line for (line,) in rows(explained))


def ran(plan: str, scan: str) -> bool:
    """Whether such a scan was more than planned."""
    return any(scan in line and "never executed" not in line for line in plan.splitlines())


def through_the_index(version: EncoderVersion) -> str:
    return f"Index Scan using {version.index_name}"


# Of the rows of some products, by a sorted array of their ids.
BY_IDS = "Index Cond: (product_id = ANY"


def exactly(plan: str) -> bool:
    """The scan stands on the line before its condition."""
    lines = plan.splitlines()
    return any(BY_IDS in line and "never executed" not in scan for scan, line in pairwise(lines))


def ids(asked: Asked) -> list[int]:
    return [product_id for product_id, _, _ in answer(asked).hits]


def planned() -> dict[str, int]:
    """How often each statement that is kept was run without being planned."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, generic_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


def test_searches_under_the_same_filters_are_planned_once(crowd: EncoderVersion) -> None:
    """Whatever their vectors, words and pages; the first is not kept, others may never come."""
    before = planned().keys()
    for seed, offset in ((1, 0), (2, 0), (3, 24), (4, 48)):
        one = asked(crowd, scan=Scan.INDEXED, brands=("common",), offset=offset, seed=seed)
        answer(replace(one, literal=Literal(wanted=f"Thing {seed}", excluded=(f"{seed}",))))
    kept = [runs for name, runs in planned().items() if name not in before]
    assert kept == [3]


def test_a_connection_keeps_few_plans(crowd: EncoderVersion) -> None:
    for number in range(2 * MOST_PREPARED):
        for _ in range(2):
            answer(asked(crowd, scan=Scan.COUNTED, brands=(f"rare{number}",)))
    assert len(planned()) <= MOST_PREPARED


def test_the_index_is_scanned_and_nothing_else(crowd: EncoderVersion) -> None:
    plain = plan(asked(crowd, scan=Scan.INDEXED))
    assert ran(plain, through_the_index(crowd))
    assert not exactly(plain)
    assert "passing_0" not in plain


@pytest.mark.parametrize("scan", [Scan.COUNTED, Scan.COMPLETE])
def test_what_passes_a_selective_filter_is_compared(crowd: EncoderVersion, scan: Scan) -> None:
    rare = plan(asked(crowd, scan=scan, brands=("rare",)))
    assert exactly(rare)
    assert crowd.index_name not in rare


def test_what_was_counted_is_not_compared_where_it_is_too_much(crowd: EncoderVersion) -> None:
    assert not exactly(plan(asked(crowd, scan=Scan.COUNTED)))
    assert exactly(plan(asked(crowd, scan=Scan.COMPLETE)))


def test_too_many_to_be_compared_are_looked_up_in_the_index(crowd: EncoderVersion) -> None:
    counted = answer(asked(crowd, scan=Scan.COUNTED))
    assert counted == answer(asked(crowd, scan=Scan.INDEXED))
    assert counted.outcomes == [(None, False)]


def test_all_are_compared_where_the_index_brought_too_few(crowd: EncoderVersion) -> None:
    """Forty fitting products, taken for many."""
    rare = answer(asked(crowd, scan=Scan.INDEXED, brands=("rare",)))
    assert rare == answer(asked(crowd, scan=Scan.COMPLETE, brands=("rare",)))
    assert rare.outcomes == [(COUNT // 100, False)]
    assert rare.ranked == COUNT // 100


def test_so_they_are_where_it_brought_photos_of_few_products(crowd: EncoderVersion) -> None:
    few = asked(crowd, scan=Scan.INDEXED, over_fetch=20)
    assert ids(few) == ids(asked(crowd, scan=Scan.COMPLETE))


def elsewhere(crowd: EncoderVersion) -> Asked:
    """Half of the products pass: those that are farthest from the query."""
    everything = asked(crowd, scan=Scan.INDEXED)
    assert everything.nearest
    vector = everything.nearest.fused.vector.tolist()
    embeddings = Embedding.objects.alias(far=MaxInnerProduct("joint", vector)).order_by("-far")
    farthest = list(embeddings.values_list("product_id", flat=True)[: COUNT // 2])
    return replace(
        everything,
        scope=replace(
            everything.scope,
            products=Product.objects.filter(pk__in=farthest),
            expected=COUNT // 2,
            everything=COUNT,
        ),
    )


def test_what_lies_elsewhere_than_the_query_is_compared(crowd: EncoderVersion) -> None:
    far = elsewhere(crowd)
    assert answer(far) == answer(replace(far, scope=replace(far.scope, scan=Scan.COMPLETE)))


def test_and_not_one_of_it_is_looked_for_in_the_index(crowd: EncoderVersion) -> None:
    """Though that would bring some, if the worst."""
    far = elsewhere(crowd)
    [(hits, *_)] = rows(fused_statement(far))
    assert hits == "[]"
    everything = replace(far.scope, expected=COUNT)  # so it is not asked where it lies
    [(hits, *_)] = rows(fused_statement(replace(far, scope=everything)))
    assert hits != "[]"


@pytest.mark.parametrize(
    ("sizes_each", "crowded", "ranked"),
    [(1.0, False, 300), (2.0, False, 750), (1.0, True, 2_400), (9.0, True, 2_400)],
)
def test_the_more_sizes_share_a_place_the_more_are_ranked(
    crowd: EncoderVersion, sizes_each: float, crowded: bool, ranked: int
) -> None:
    everything = asked(crowd, scan=Scan.INDEXED)
    assert everything.nearest
    nearest = replace(everything.nearest, sizes_each=sizes_each)
    sized = replace(everything, nearest=nearest, crowded=crowded)
    assert answer(sized).ranked == ranked


def test_values_beside_a_selection_are_counted_through_the_index(crowd: EncoderVersion) -> None:
    """Of a selection as many as the page has; of the other values at least those looked at."""
    rare = asked(crowd, scan=Scan.COUNTED, brands=("rare",))
    other = Scope(
        products=filtered_products(Filters()), scan=Scan.INDEXED, exact_limit=1_000, widened=True
    )
    found = answer(replace(rare, widened={"brand": other}))
    counts = {value: (n, more) for key, value, n, more in found.facets if key == "brand"}
    assert counts["rare"] == (COUNT // 100, False)
    assert 0.9 * WIDENED_WINDOW < counts["common"][0] <= WIDENED_WINDOW
    assert counts["common"][1]


def test_each_scope_is_judged_for_itself(crowd: EncoderVersion) -> None:
    rare = asked(crowd, scan=Scan.INDEXED, brands=("rare",))
    other = Scope(
        products=filtered_products(Filters()), scan=Scan.COUNTED, exact_limit=1_000, widened=True
    )
    found = answer(replace(rare, widened={"brand": other}))
    assert found.outcomes == [(COUNT // 100, False), (None, False)]


def test_the_index_finds_what_an_exact_search_finds(crowd: EncoderVersion) -> None:
    """But for one in ten: random vectors have no neighbourhoods, which is hard for a graph."""
    pages = [
        (ids(asked(crowd, scan=Scan.COMPLETE, seed=seed)),
         ids(asked(crowd, scan=Scan.INDEXED, seed=seed)))
        for seed in range(10)
    ]  # fmt: skip
    assert sum(len(set(exact) & set(indexed)) for exact, indexed in pages) >= 0.85 * 240


def test_an_exact_page_is_full_however_few_rows_the_index_would_bring(
    crowd: EncoderVersion,
) -> None:
    """As when most of the nearest rows are photos of one product."""
    few = asked(crowd, scan=Scan.COUNTED, brands=("rare",), over_fetch=3)
    assert ids(few) == ids(asked(crowd, scan=Scan.COUNTED, brands=("rare",)))
    assert len(ids(few)) == 24


def test_pages_neither_repeat_nor_lose_a_product(crowd: EncoderVersion) -> None:
    offsets = range(0, WINDOW, 24)
    pages = [ids(asked(crowd, scan=Scan.INDEXED, offset=offset)) for offset in offsets]
    found = [product_id for page in pages for product_id in page]
    assert len(found) == len(set(found)) == WINDOW
    assert answer(asked(crowd, scan=Scan.INDEXED)).ranked == WINDOW


def test_pages_end_where_the_ranking_does(crowd: EncoderVersion) -> None:
    assert ids(asked(crowd, scan=Scan.INDEXED, offset=WINDOW)) == []


def test_without_the_index_the_answer_is_exact(crowd: EncoderVersion) -> None:
    exact = ids(asked(crowd, scan=Scan.COMPLETE))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {crowd.index_name}")
        found = ids(asked(crowd, scan=Scan.INDEXED))
        transaction.set_rollback(True)
    assert found == exact


def test_there_may_be_more_where_only_a_window_was_looked_at(crowd: EncoderVersion) -> None:
    assert answer(asked(crowd, scan=Scan.INDEXED)).more
    rare = answer(asked(crowd, scan=Scan.COUNTED, brands=("rare",)))
    assert (rare.total, rare.more) == (COUNT // 100, False)
