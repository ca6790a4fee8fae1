"""Facets cover all that the pages list, and a value's count is the total that it leads to."""

from dataclasses import replace

import pytest

from catalog.models import EncoderVersion
from catalog.search.calibration import calibrate
from catalog.search.engine import search_products
from catalog.search.query import Filters, SearchQuery
from catalog.search.ranking import RANKING, Ranking
from catalog.search.results import Facet, FacetValue, SearchPage
from tests.shop import Make, category, photos_of

pytestmark = pytest.mark.django_db
MATCHES = 3
OTHERS = 30
# Equal plain colours are only about a deviation above the background.
LOW = replace(RANKING, min_score=0.5)
NONE = replace(RANKING, min_score=50.0)
RED = SearchQuery(photos=photos_of("red"))


@pytest.fixture(autouse=True)
def shop(make: Make) -> None:
    """Three red products match a red photo. Thirty others follow them."""
    bags, lamps = category("Bags"), category("Home/Lamps")
    for number in range(MATCHES):
        brand = "Acme" if number else "Best"
        make(f"Bag {number}", "red", brand=brand, category=bags, attributes={"color": "red"})
    for number in range(OTHERS):
        colour = ("blue", "green")[number % 2]
        brand = "Best" if number % 3 else "Common"
        attributes = {"color": colour, "shade": "tall" if number % 5 else "wide"}
        make(f"Lamp {number}", colour, brand=brand, category=lamps, attributes=attributes)
    calibrate(EncoderVersion.objects.get())


def facet(page: SearchPage, key: str) -> Facet:
    return next(facet for facet in page.facets if facet.key == key)


def values(page: SearchPage, key: str) -> list[tuple[str, int, bool]]:
    return [(each.value, each.count, each.is_similar) for each in facet(page, key).values]


def chosen(key: str, value: FacetValue) -> Filters:
    match key:
        case "brand":
            return Filters(brands=(value.value,))
        case "category":
            return Filters(category=value.value)
        case _:
            return Filters(attributes={key.removeprefix("attributes."): (value.value,)})


def test_values_of_products_after_the_matches_follow_those_of_matches() -> None:
    page = search_products(RED, ranking=LOW)
    assert page.total == MATCHES
    assert values(page, "brand") == [
        ("Acme", 2, False),
        ("Best", 1, False),
        ("Common", 10, True),
    ]


def test_a_facet_that_no_match_has_covers_the_products_after_the_matches() -> None:
    page = search_products(RED, ranking=LOW)
    assert values(page, "attributes.shade") == [("tall", 24, True), ("wide", 6, True)]


def test_where_nothing_matches_no_value_is_set_apart() -> None:
    page = search_products(RED, ranking=NONE)
    assert values(page, "attributes.color") == [
        ("blue", 15, False),
        ("green", 15, False),
        ("red", 3, False),
    ]


@pytest.mark.parametrize("ranking", [LOW, NONE])
@pytest.mark.parametrize("key", ["brand", "category", "attributes.color", "attributes.shade"])
def test_every_value_leads_to_the_number_of_products_that_it_announced(
    ranking: Ranking, key: str
) -> None:
    for value in facet(search_products(RED, ranking=ranking), key).values:
        page = search_products(replace(RED, filters=chosen(key, value)), ranking=ranking)
        assert (page.total, page.ranked) == (value.count, value.listed), value


def test_a_chosen_value_after_the_matches_keeps_its_count_beside_the_others() -> None:
    filters = Filters(brands=("Common",))
    page = search_products(replace(RED, filters=filters), ranking=LOW)
    assert values(page, "brand") == [
        ("Common", 10, False),
        ("Acme", 2, False),
        ("Best", 1, False),
    ]


def test_counts_are_lower_bounds_after_the_matches_where_the_list_is_cut() -> None:
    short = replace(LOW, window=20)
    page = search_products(RED, ranking=short)
    assert (page.total_is_lower_bound, page.is_cut) == (False, True)
    bounds = {each.value: each.count_is_lower_bound for each in facet(page, "brand").values}
    assert bounds == {"Acme": False, "Best": False, "Common": True}
