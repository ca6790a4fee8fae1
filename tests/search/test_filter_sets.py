"""The strategy of a filter set: by the planner's estimate, and by what searches counted before."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Merchant, Product
from catalog.search.depth import depth_of
from catalog.search.filter_sets import (
    exact_limit_of,
    facet_sets,
    page_filter_set,
    remember_counts,
)
from catalog.search.filtering import filtered_products
from catalog.search.plan import FilterSet, PageRequest, SearchPlan, Strategy
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.search.ranking import RANKING
from tests.shop import Make

pytestmark = pytest.mark.django_db
LIMIT = 1_000
LIMITED = replace(RANKING, exact_limit=LIMIT)


@pytest.fixture
def query(request: pytest.FixtureRequest) -> SearchQuery:
    """A query with a brand for each test, because counts are remembered longer than a test runs."""
    filters = Filters(brands=(request.node.name,), availability=("in_stock",))
    return SearchQuery(text="cup", filters=filters)


def plan_of(query: SearchQuery) -> SearchPlan:
    return SearchPlan(
        filter_set=page_filter_set(query, LIMITED),
        facet_sets=facet_sets(query, LIMITED),
        page=PageRequest(limit=24, offset=0, sort=Sort.RELEVANCE),
        at=query.at,
        min_score=0,
    )


def remember(query: SearchQuery, *counts: int | None) -> None:
    """Remember counts: of the page, then without the brand, then without the availability."""
    remember_counts(plan_of(query), counts)


def strategy_of(query: SearchQuery, limit: int = LIMIT) -> Strategy:
    return page_filter_set(query, replace(RANKING, exact_limit=limit)).strategy


def test_new_filters_are_compared_exactly_if_few_match(query: SearchQuery) -> None:
    assert strategy_of(query) is Strategy.EXACT_IF_FEW


def test_filters_with_many_remembered_products_go_through_the_index(query: SearchQuery) -> None:
    remember(query, None, None, 4)
    assert strategy_of(query) is Strategy.ANN


def test_filters_with_fewer_products_than_remembered_are_compared_again(query: SearchQuery) -> None:
    remember(query, None, 4, 4)
    remember(query, LIMIT, 4, 4)
    assert strategy_of(query) is Strategy.EXACT_IF_FEW


def test_the_window_of_a_disjunctive_facet_is_smaller_through_the_index(
    query: SearchQuery,
) -> None:
    remember(query, 4, 4, None)
    plan = plan_of(query)
    windows = {key: depth_of(plan, each).window for key, each in plan.facet_sets.items()}
    assert windows == {"brand": RANKING.window, "availability": RANKING.facet_window}


def test_the_planner_estimates_how_many_products_pass_new_filters(
    make: Make, query: SearchQuery
) -> None:
    """Twelve products of one brand are more than the limit of five; another brand has none."""
    for number in range(12):
        make(f"Cup {number}", "red", brand=query.filters.brands[0])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_product, catalog_merchant")
    assert strategy_of(query, limit=5) is Strategy.ANN
    other = SearchQuery(text="cup", filters=Filters(brands=("of another brand",)))
    assert strategy_of(other, limit=5) is Strategy.EXACT_IF_FEW


def test_the_planner_estimates_the_same_filters_once(query: SearchQuery) -> None:
    with CaptureQueriesContext(connection) as queries:
        strategy_of(query)
        strategy_of(query)
    assert len(queries) == 1


def ann_set(estimated_count: int) -> FilterSet:
    return FilterSet(
        products=Product.objects.all(),
        strategy=Strategy.ANN,
        exact_limit=40,
        estimated_count=estimated_count,
        catalog_size=999,
    )


@pytest.mark.parametrize(("estimated", "window"), [(50, 100), (125, 150), (200, 250), (999, 300)])
def test_the_ann_window_shrinks_with_the_share_that_passes(
    query: SearchQuery, estimated: int, window: int
) -> None:
    plan, few = plan_of(query), ann_set(estimated)
    assert depth_of(plan, few).window == window
    assert depth_of(plan, replace(few, strategy=Strategy.EXACT)).window == RANKING.window


@pytest.mark.parametrize(("estimated", "is_probed"), [(300, True), (998, True), (999, False)])
def test_the_index_is_probed_under_any_filter(estimated: int, is_probed: bool) -> None:
    assert ann_set(estimated).is_probed == is_probed


def test_the_fallback_knows_that_more_than_the_exact_limit_pass() -> None:
    """Otherwise it would expect one match in a million, and let the index visit all rows."""
    few = FilterSet(
        products=Product.objects.all(),
        strategy=Strategy.EXACT_IF_FEW,
        exact_limit=20_000,
        estimated_count=1,
        catalog_size=999_999,
    )
    assert few.with_fallback().selectivity == pytest.approx(0.02, rel=0.01)


def test_the_exact_limit_grows_with_the_root_of_the_catalog() -> None:
    browse = SearchQuery(text="cup")
    remember(browse, 25_000_000)
    assert exact_limit_of(RANKING) == 100_000
    remember(browse, 250_000)
    assert exact_limit_of(RANKING) == 10_000
    remember(browse, 1_000)
    assert exact_limit_of(RANKING) == 5_000


@pytest.fixture
def analysed_products(merchant: Merchant) -> None:
    Product.objects.bulk_create(
        Product(merchant=merchant, external_id=str(n), title="Cup", price=n, brand=f"Brand {n}")
        for n in range(500)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_product")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")


@pytest.mark.usefixtures("analysed_products")
@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (Filters(brands=("BRAND 1", "Brand®-2")), "product_brand"),
        (Filters(price_max=Decimal(20)), "product_price"),
        (Filters(price_min=Decimal(10), price_max=Decimal(20), currency="EUR"), "product_price"),
    ],
)
def test_a_filter_reads_only_its_index(filters: Filters, index: str) -> None:
    plan = filtered_products(filters, at=timezone.now()).order_by().values("id").explain()
    assert f"Index Only Scan using {index}" in plan
    assert "catalog_brand_key" not in plan  # known when the search is planned
