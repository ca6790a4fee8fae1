"""What is remembered of filters, so that they need not be counted again."""

import pytest

from catalog.search.asked import WIDENED_WINDOW, WINDOW
from catalog.search.query import Filters, SearchQuery
from catalog.search.scopes import note_reaches, page_scope, widened_scopes

LIMIT = 1_000


@pytest.fixture
def query(request: pytest.FixtureRequest) -> SearchQuery:
    """Of its own brand: what is remembered outlives a test."""
    return SearchQuery(filters=Filters(brands=(request.node.name,), availability=("in_stock",)))


def test_filters_that_let_many_through_are_not_counted_again(query: SearchQuery) -> None:
    assert not page_scope(query, LIMIT).known_many
    note_reaches(query, [LIMIT + 1, None, 4], LIMIT)
    assert page_scope(query, LIMIT).known_many


def test_few_are_counted_each_time(query: SearchQuery) -> None:
    note_reaches(query, [LIMIT, 4, None], LIMIT)
    assert page_scope(query, LIMIT).exact_limit == LIMIT
    assert all(not scope.known_many for scope in widened_scopes(query, LIMIT).values())


def test_for_other_values_less_is_looked_at_where_many_have_them(query: SearchQuery) -> None:
    note_reaches(query, [4, 4, LIMIT + 1], LIMIT)
    windows = {key: scope.window for key, scope in widened_scopes(query, LIMIT).items()}
    assert windows == {"brand": WINDOW, "availability": WIDENED_WINDOW}
