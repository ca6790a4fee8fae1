"""A catalog large enough for the HNSW index: strategies, fallbacks, depth and prepared plans."""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import pytest_django
from django.db import connection, transaction
from django.utils import timezone
from pgvector.django import MaxInnerProduct

from catalog.models import Embedding, EncoderVersion, Merchant, Product
from catalog.search.execution import (
    MAX_PREPARED_STATEMENTS,
    Diagnostics,
    fetch_rows,
    run_plan,
    settings_of,
)
from catalog.search.filtering import filtered_products
from catalog.search.fusion import FusedQuery
from catalog.search.plan import (
    FilterSet,
    PageRequest,
    SearchPlan,
    Strategy,
    TextMatch,
    VectorMatch,
)
from catalog.search.query import Filters, Sort
from catalog.search.ranking import RANKING
from catalog.search.statement import fused_statement

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DIMENSION = 256
COUNT = 4_000
ANN, EXACT, EXACT_IF_FEW = Strategy.ANN, Strategy.EXACT, Strategy.EXACT_IF_FEW

# In SQL, because 4,000 x 512 numbers take Python a while.
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
            # Rows that other tests have left dead would count in the estimates of the planner.
            cursor.execute("VACUUM (ANALYZE) catalog_embedding, catalog_product")
        yield version
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {version.index_name}")
        merchant.delete()
        version.delete()


def plan_of(
    version: EncoderVersion,
    *,
    strategy: Strategy,
    exact_limit: int = 1_000,
    brands: tuple[str, ...] = (),
    embeddings: int = RANKING.window,
    offset: int = 0,
    seed: int = 1,
) -> SearchPlan:
    """Return a plan with a random vector. `embeddings` are fetched for a full window."""
    vector = np.random.default_rng(seed).normal(size=2 * DIMENSION).astype(np.float32)
    return SearchPlan(
        filter_set=FilterSet(
            products=filtered_products(Filters(brands=brands), at=NOW),
            strategy=strategy,
            exact_limit=exact_limit,
        ),
        page=PageRequest(limit=24, offset=offset, sort=Sort.RELEVANCE),
        at=NOW,
        min_score=-math.inf,
        vector_match=VectorMatch(
            version=version,
            fused=FusedQuery(vector=vector / np.linalg.norm(vector), scale=1.0, offset=0.0),
            calibrated=False,
            photos_per_product=embeddings / RANKING.window,
        ),
    )


def explained(plan: SearchPlan) -> str:
    with connection.cursor() as cursor:
        cursor.execute(settings_of(plan))
    statement = fused_statement(plan)
    explain = statement._replace(text="EXPLAIN (ANALYZE, COSTS OFF) " + statement.text)
    return "\n".join(line for (line,) in fetch_rows(explain))


def scans_index(explanation: str, version: EncoderVersion) -> bool:
    scan = f"Index Scan using {version.index_name}"
    return any(scan in line and "never executed" not in line for line in explanation.splitlines())


# How EXPLAIN shows the exact comparison, by a sorted array of product ids.
BY_IDS = "Index Cond: (product_id = ANY"


def compares_exactly(explanation: str) -> bool:
    """Whether the exact comparison ran. Its scan is on the line before its condition."""
    lines = explanation.splitlines()
    return any(BY_IDS in line and "never executed" not in scan for scan, line in pairwise(lines))


def ids(plan: SearchPlan) -> list[int]:
    return [hit.product_id for hit in run_plan(plan).hits]


def generic_plans() -> dict[str, int]:
    """Return how often each prepared statement ran without being planned again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, generic_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


def test_searches_under_the_same_filters_are_planned_once(crowd: EncoderVersion) -> None:
    """Vectors, words and pages differ. The statement is prepared the second time it runs."""
    before = generic_plans().keys()
    for seed, offset in ((1, 0), (2, 0), (3, 24), (4, 48)):
        plan = plan_of(crowd, strategy=ANN, brands=("common",), offset=offset, seed=seed)
        text_match = TextMatch(text=f"Thing {seed}", exclusions=(f"{seed}",))
        run_plan(replace(plan, text_match=text_match))
    runs = [count for name, count in generic_plans().items() if name not in before]
    assert runs == [3]


def test_a_connection_prepares_a_bounded_number_of_statements(crowd: EncoderVersion) -> None:
    for number in range(2 * MAX_PREPARED_STATEMENTS):
        for _ in range(2):
            run_plan(plan_of(crowd, strategy=EXACT_IF_FEW, brands=(f"rare{number}",)))
    assert len(generic_plans()) <= MAX_PREPARED_STATEMENTS


def test_ann_scans_the_index_and_compares_nothing_else(crowd: EncoderVersion) -> None:
    explanation = explained(plan_of(crowd, strategy=ANN))
    assert scans_index(explanation, crowd)
    assert not compares_exactly(explanation)
    assert "filtered" not in explanation


@pytest.mark.parametrize("strategy", [EXACT_IF_FEW, EXACT])
def test_exact_strategies_compare_the_products_of_a_selective_filter(
    crowd: EncoderVersion, strategy: Strategy
) -> None:
    explanation = explained(plan_of(crowd, strategy=strategy, brands=("rare",)))
    assert compares_exactly(explanation)
    assert crowd.index_name not in explanation


def test_exact_if_few_compares_nothing_above_the_exact_limit(crowd: EncoderVersion) -> None:
    assert not compares_exactly(explained(plan_of(crowd, strategy=EXACT_IF_FEW)))
    assert compares_exactly(explained(plan_of(crowd, strategy=EXACT)))


def test_exact_if_few_falls_back_to_the_index(crowd: EncoderVersion) -> None:
    result = run_plan(plan_of(crowd, strategy=EXACT_IF_FEW))
    assert result == run_plan(plan_of(crowd, strategy=ANN))
    assert result.diagnostics == [Diagnostics(None, False)]


def test_ann_falls_back_to_exact_where_the_index_brings_too_few_products(
    crowd: EncoderVersion,
) -> None:
    """Forty products pass, but the plan expects all of them to."""
    rare = run_plan(plan_of(crowd, strategy=ANN, brands=("rare",)))
    assert rare == run_plan(plan_of(crowd, strategy=EXACT, brands=("rare",)))
    assert rare.diagnostics == [Diagnostics(COUNT // 100, False)]
    assert rare.ranked == COUNT // 100


def test_ann_falls_back_to_exact_where_photos_are_of_few_products(crowd: EncoderVersion) -> None:
    few = plan_of(crowd, strategy=ANN, embeddings=20)
    assert ids(few) == ids(plan_of(crowd, strategy=EXACT))


def farthest_half(crowd: EncoderVersion) -> SearchPlan:
    """Return a plan whose filter passes the half of the products farthest from the query."""
    plan = plan_of(crowd, strategy=ANN)
    assert plan.vector_match
    vector = plan.vector_match.fused.vector.tolist()
    embeddings = Embedding.objects.alias(far=MaxInnerProduct("joint", vector)).order_by("-far")
    farthest = list(embeddings.values_list("product_id", flat=True)[: COUNT // 2])
    return replace(
        plan,
        filter_set=replace(
            plan.filter_set,
            products=Product.objects.filter(pk__in=farthest),
            estimated_count=COUNT // 2,
            catalog_size=COUNT,
        ),
    )


def test_filtered_products_far_from_the_query_are_compared_exactly(crowd: EncoderVersion) -> None:
    far = farthest_half(crowd)
    exact = replace(far, filter_set=replace(far.filter_set, strategy=EXACT))
    assert run_plan(far) == run_plan(exact)


def test_an_empty_probe_spares_the_index_scan(crowd: EncoderVersion) -> None:
    """Without the probe, the scan would return some of the far products that pass."""
    far = farthest_half(crowd)
    [(hits, *_)] = fetch_rows(fused_statement(far))
    assert hits == "[]"
    unprobed = replace(far.filter_set, estimated_count=COUNT)
    [(hits, *_)] = fetch_rows(fused_statement(replace(far, filter_set=unprobed)))
    assert hits != "[]"


@pytest.mark.parametrize(
    ("products_per_group", "deepened", "ranked"),
    [(1.0, False, 300), (2.0, False, 750), (1.0, True, 2_400), (9.0, True, 2_400)],
)
def test_more_products_are_ranked_where_sizes_collapse(
    crowd: EncoderVersion, products_per_group: float, deepened: bool, ranked: int
) -> None:
    plan = plan_of(crowd, strategy=ANN)
    assert plan.vector_match
    match = replace(plan.vector_match, products_per_group=products_per_group)
    assert run_plan(replace(plan, vector_match=match, deepened=deepened)).ranked == ranked


def all_brands(strategy: Strategy) -> dict[str, FilterSet]:
    return {
        "brand": FilterSet(
            products=filtered_products(Filters(), at=NOW),
            strategy=strategy,
            exact_limit=1_000,
            disjunctive=True,
        )
    }


def test_a_disjunctive_facet_counts_other_values_through_the_index(crowd: EncoderVersion) -> None:
    """The selected value has the page's count; the others are counted in a window of their own."""
    rare = plan_of(crowd, strategy=EXACT_IF_FEW, brands=("rare",))
    result = run_plan(replace(rare, facet_sets=all_brands(ANN)))
    counts = {row.value: (row.results, row.has_more) for row in result.facets if row.key == "brand"}
    assert counts["rare"] == (COUNT // 100, False)
    assert 0.9 * RANKING.facet_window < counts["common"][0] <= RANKING.facet_window
    assert counts["common"][1]


def test_each_filter_set_falls_back_by_itself(crowd: EncoderVersion) -> None:
    rare = plan_of(crowd, strategy=ANN, brands=("rare",))
    result = run_plan(replace(rare, facet_sets=all_brands(EXACT_IF_FEW)))
    assert result.diagnostics == [Diagnostics(COUNT // 100, False), Diagnostics(None, False)]


def test_the_index_finds_what_an_exact_search_finds(crowd: EncoderVersion) -> None:
    """At least 85 %: random vectors have no neighbourhoods, which is hard for a graph."""
    pages = [
        (ids(plan_of(crowd, strategy=EXACT, seed=seed)),
         ids(plan_of(crowd, strategy=ANN, seed=seed)))
        for seed in range(10)
    ]  # fmt: skip
    assert sum(len(set(exact) & set(ann)) for exact, ann in pages) >= 0.85 * 240


def test_an_exact_page_is_full_however_few_embeddings_are_fetched(crowd: EncoderVersion) -> None:
    """As if most of the nearest embeddings were photos of one product."""
    few = plan_of(crowd, strategy=EXACT_IF_FEW, brands=("rare",), embeddings=3)
    assert ids(few) == ids(plan_of(crowd, strategy=EXACT_IF_FEW, brands=("rare",)))
    assert len(ids(few)) == 24


def test_pages_neither_repeat_nor_lose_a_product(crowd: EncoderVersion) -> None:
    offsets = range(0, RANKING.window, 24)
    pages = [ids(plan_of(crowd, strategy=ANN, offset=offset)) for offset in offsets]
    found = [product_id for page in pages for product_id in page]
    assert len(found) == len(set(found)) == RANKING.window
    assert run_plan(plan_of(crowd, strategy=ANN)).ranked == RANKING.window


def test_pages_end_where_the_window_ends(crowd: EncoderVersion) -> None:
    assert ids(plan_of(crowd, strategy=ANN, offset=RANKING.window)) == []


def test_without_the_index_the_result_is_exact(crowd: EncoderVersion) -> None:
    exact = ids(plan_of(crowd, strategy=EXACT))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {crowd.index_name}")
        found = ids(plan_of(crowd, strategy=ANN))
        transaction.set_rollback(True)
    assert found == exact


def test_a_total_is_a_lower_bound_where_only_a_window_was_ranked(crowd: EncoderVersion) -> None:
    assert run_plan(plan_of(crowd, strategy=ANN)).has_more
    rare = run_plan(plan_of(crowd, strategy=EXACT_IF_FEW, brands=("rare",)))
    assert (rare.total, rare.has_more) == (COUNT // 100, False)
