"""Totals count matches: products at min_score or above, or all where there are none."""

from dataclasses import replace

import pytest

from catalog.models import EncoderVersion, Product
from catalog.search.calibration import calibrate
from catalog.search.engine import search_products
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.search.ranking import RANKING
from catalog.search.results import Match, SearchPage
from tests.shop import Make, photos_of

pytestmark = pytest.mark.django_db
SIMILAR = 4
# Equal plain colours are only a deviation or two above the background.
LOW = replace(RANKING, min_score=0.8)


@pytest.fixture
def shop(make: Make) -> None:
    """Four red products among thirty others, enough to calibrate."""
    for number in range(SIMILAR):
        make(f"Red thing {number}", "red", brand="Acme" if number else "Best")
    for number in range(30):
        colour = ("blue", "green")[number % 2]
        make(f"{colour} thing {number}", colour, brand="Common")
    calibrate(EncoderVersion.objects.get())


def facets(page: SearchPage, key: str) -> dict[str, int]:
    found = next(facet for facet in page.facets if facet.key == key)
    return {value.value: value.count for value in found.values}


@pytest.mark.usefixtures("shop")
def test_total_and_facets_count_matches_and_the_page_goes_on() -> None:
    page = search_products(SearchQuery(photos=photos_of("red")), ranking=LOW)
    assert (page.total, page.total_is_lower_bound) == (SIMILAR, False)
    assert facets(page, "brand") == {"Acme": 3, "Best": 1, "Common": 30}
    assert len(page.hits) == 24
    assert page.ranked == 34


@pytest.mark.usefixtures("shop")
def test_choosing_a_facet_value_finds_as_many_matches_as_counted() -> None:
    chosen = SearchQuery(photos=photos_of("red"), filters=Filters(brands=("Acme",)))
    assert search_products(chosen, ranking=LOW).total == 3


@pytest.mark.usefixtures("shop")
def test_a_disjunctive_facet_counts_its_other_values_over_matches() -> None:
    chosen = SearchQuery(photos=photos_of("red"), filters=Filters(brands=("Acme",)))
    counted = facets(search_products(chosen, ranking=LOW), "brand")
    assert counted == {"Acme": 3, "Best": 1, "Common": 30}


@pytest.mark.usefixtures("shop")
def test_without_a_match_everything_ranked_is_counted() -> None:
    page = search_products(SearchQuery(photos=photos_of("grey"), text="spaceship"))
    assert page.nothing_suitable
    assert {hit.match for hit in page.hits} == {Match.WEAK}
    assert page.total == page.ranked == 34


@pytest.mark.usefixtures("shop")
def test_later_pages_know_that_earlier_ones_had_matches() -> None:
    page = search_products(SearchQuery(photos=photos_of("red"), offset=24), ranking=LOW)
    assert {hit.match for hit in page.hits} == {Match.WEAK}
    assert not page.nothing_suitable


@pytest.mark.usefixtures("shop")
def test_a_title_with_all_the_words_is_close_whatever_its_vector() -> None:
    page = search_products(SearchQuery(text="red things"))
    matched = [hit.product.title for hit in page.hits if hit.match is not Match.WEAK]
    assert sorted(matched) == [f"Red thing {number}" for number in range(SIMILAR)]
    assert (page.total, page.nothing_suitable) == (SIMILAR, False)


@pytest.mark.usefixtures("shop")
def test_beside_a_photo_a_title_with_all_the_words_is_not_close() -> None:
    page = search_products(SearchQuery(photos=photos_of("grey"), text="red things"))
    assert page.nothing_suitable


@pytest.mark.usefixtures("shop")
def test_a_description_with_all_the_words_is_not_close() -> None:
    Product.objects.filter(title="Red thing 0").update(description="For spaceships.")
    assert search_products(SearchQuery(text="spaceships")).nothing_suitable


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("currency", ["EUR", "JPY"])
@pytest.mark.parametrize("sort", [Sort.PRICE_LOW, Sort.PRICE_HIGH, Sort.NEWEST])
def test_sorted_by_price_or_date_matches_come_first(sort: Sort, currency: str) -> None:
    """The others are newer, cheaper or dearer, and most of them are in the main currency."""
    Product.objects.filter(title__contains="blue").update(price=5)
    Product.objects.filter(title__contains="green").update(price=20)
    Product.objects.filter(title__contains="Red").update(currency=currency)
    page = search_products(SearchQuery(photos=photos_of("red"), sort=sort), ranking=LOW)
    assert page.total == SIMILAR
    assert all("Red" in hit.product.title for hit in page.hits[:SIMILAR])
