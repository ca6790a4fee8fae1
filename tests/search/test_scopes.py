"""How the products that pass are to be scanned: by an estimate, and by what was found before."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Product
from catalog.search.asked import WIDENED_WINDOW, WINDOW, Asked, Scan, Scope, Window
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.search.scopes import (
    note_outcomes,
    page_scope,
    usual_exact_limit,
    widened_scopes,
)
from tests.shop import Make

pytestmark = pytest.mark.django_db
LIMIT = 1_000


@pytest.fixture
def query(request: pytest.FixtureRequest) -> SearchQuery:
    """Of its own brand: what is remembered outlives a test."""
    filters = Filters(brands=(request.node.name,), availability=("in_stock",))
    return SearchQuery(text="cup", filters=filters)


def noted(query: SearchQuery, *reaches: int | None) -> None:
    """Of the page's scope, without the brand, without the availability."""
    asked = Asked(
        scope=page_scope(query, LIMIT),
        widened=widened_scopes(query, LIMIT),
        window=Window(limit=24, offset=0, sort=Sort.RELEVANCE, floor=0),
    )
    note_outcomes(query, asked, [(reach, False) for reach in reaches])


def test_filters_are_counted_first(query: SearchQuery) -> None:
    assert page_scope(query, LIMIT).scan is Scan.COUNTED


def test_filters_that_let_many_through_are_not_counted_again(query: SearchQuery) -> None:
    noted(query, None, None, 4)
    assert page_scope(query, LIMIT).scan is Scan.INDEXED


def test_those_that_let_few_through_by_now_are(query: SearchQuery) -> None:
    noted(query, None, 4, 4)
    noted(query, LIMIT, 4, 4)
    assert page_scope(query, LIMIT).scan is Scan.COUNTED


def test_for_other_values_less_is_looked_at_where_many_have_them(query: SearchQuery) -> None:
    noted(query, 4, 4, None)
    windows = {key: scope.window for key, scope in widened_scopes(query, LIMIT).items()}
    assert windows == {"brand": WINDOW, "availability": WIDENED_WINDOW}


def test_filters_never_asked_are_judged_by_what_the_planner_estimates(
    make: Make, query: SearchQuery
) -> None:
    """Of the brand there are twelve, more than five; of what no product has, not."""
    for number in range(12):
        make(f"Cup {number}", "red", brand=query.filters.brands[0])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_product, catalog_merchant")
    assert page_scope(query, 5).scan is Scan.INDEXED
    other = SearchQuery(text="cup", filters=Filters(brands=("of another brand",)))
    assert page_scope(other, 5).scan is Scan.COUNTED


def test_the_planner_is_asked_once(query: SearchQuery) -> None:
    with CaptureQueriesContext(connection) as queries:
        page_scope(query, LIMIT)
        page_scope(query, LIMIT)
    assert len(queries) == 1


def through_the_index(expected: int) -> Scope:
    return Scope(
        products=Product.objects.all(),
        scan=Scan.INDEXED,
        exact_limit=40,
        expected=expected,
        everything=999,
    )


@pytest.mark.parametrize(("expected", "window"), [(50, 100), (125, 150), (200, 250), (999, 300)])
def test_the_fewer_pass_the_fewer_are_ranked_through_the_index(expected: int, window: int) -> None:
    few = through_the_index(expected)
    assert few.window == window
    assert replace(few, scan=Scan.COMPLETE).window == WINDOW


@pytest.mark.parametrize(("expected", "probed"), [(300, True), (998, True), (999, False)])
def test_under_any_filter_the_nearest_are_looked_at_first(expected: int, probed: bool) -> None:
    assert through_the_index(expected).is_probed == probed


def test_where_more_were_counted_than_expected_the_index_need_not_look_as_far() -> None:
    """Expecting one of a million, it would look at all of them."""
    few = Scope(
        products=Product.objects.all(),
        scan=Scan.COUNTED,
        exact_limit=20_000,
        expected=1,
        everything=999_999,
    )
    assert few.rejudged(misjudged=True).share == pytest.approx(0.02, rel=0.01)


def test_more_are_compared_in_a_larger_catalog() -> None:
    """At a hundred times the size, ten times as many."""
    everything = SearchQuery(text="cup")
    noted(everything, 25_000_000)
    assert usual_exact_limit() == 100_000
    noted(everything, 250_000)
    assert usual_exact_limit() == 10_000
    noted(everything, 1_000)
    assert usual_exact_limit() == 5_000
