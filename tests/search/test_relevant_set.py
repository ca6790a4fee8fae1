"""What the counts count: products that come up to the match floor, or the nearest where none do."""

import pytest

from catalog.models import EncoderVersion, Product
from catalog.search import engine
from catalog.search.calibration import calibrate
from catalog.search.engine import search_products
from catalog.search.query import Filters, SearchQuery
from catalog.search.results import Match, SearchPage
from tests.shop import Make, photo_of

pytestmark = pytest.mark.django_db
SIMILAR = 4


@pytest.fixture
def shop(make: Make) -> None:
    """Four red products among thirty others, enough to judge by."""
    for number in range(SIMILAR):
        make(f"Red thing {number}", "red", brand="Acme" if number else "Best")
    for number in range(30):
        colour = ("blue", "green")[number % 2]
        make(f"{colour} thing {number}", colour, brand="Common")
    calibrate(EncoderVersion.objects.get())


def facets(page: SearchPage, key: str) -> dict[str, int]:
    found = next(facet for facet in page.facets if facet.key == key)
    return {value.value: value.count for value in found.values}


@pytest.fixture
def low_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of plain colours, equal ones lie only a deviation or two above chance."""
    monkeypatch.setattr(engine, "CLOSE", 0.8)


@pytest.mark.usefixtures("shop", "low_floor")
def test_what_is_close_is_counted_and_the_page_goes_on() -> None:
    page = search_products(SearchQuery(photo=photo_of("red")))
    assert (page.total, page.total_is_lower_bound) == (SIMILAR, False)
    assert facets(page, "brand") == {"Acme": 3, "Best": 1}
    assert len(page.hits) == 24
    assert page.ranked == 34


@pytest.mark.usefixtures("shop", "low_floor")
def test_a_count_leads_to_as_many_relevant_products() -> None:
    chosen = SearchQuery(photo=photo_of("red"), filters=Filters(brands=("Acme",)))
    assert search_products(chosen).total == 3


@pytest.mark.usefixtures("shop", "low_floor")
def test_a_facets_other_values_are_counted_over_the_relevant_too() -> None:
    chosen = SearchQuery(photo=photo_of("red"), filters=Filters(brands=("Acme",)))
    assert facets(search_products(chosen), "brand") == {"Acme": 3, "Best": 1}


@pytest.mark.usefixtures("shop")
def test_where_nothing_is_close_the_nearest_are_counted() -> None:
    page = search_products(SearchQuery(photo=photo_of("grey"), text="spaceship"))
    assert page.nothing_suitable
    assert {hit.match for hit in page.hits} == {Match.WEAK}
    assert page.total == page.ranked == 34


@pytest.mark.usefixtures("shop", "low_floor")
def test_something_was_suitable_on_the_pages_behind_it_too() -> None:
    """They have nothing but the nearest others."""
    page = search_products(SearchQuery(photo=photo_of("red"), offset=24))
    assert {hit.match for hit in page.hits} == {Match.WEAK}
    assert not page.nothing_suitable


@pytest.mark.usefixtures("shop")
def test_what_the_words_name_in_its_title_is_close_whatever_the_encoder_thinks() -> None:
    """Of plain colours, a word says nothing."""
    page = search_products(SearchQuery(text="red things"))
    matched = [hit.product.title for hit in page.hits if hit.match is not Match.WEAK]
    assert sorted(matched) == [f"Red thing {number}" for number in range(SIMILAR)]
    assert (page.total, page.nothing_suitable) == (SIMILAR, False)


@pytest.mark.usefixtures("shop")
def test_beside_a_photo_words_alone_make_nothing_close() -> None:
    page = search_products(SearchQuery(photo=photo_of("grey"), text="red things"))
    assert page.nothing_suitable


@pytest.mark.usefixtures("shop")
def test_a_description_is_no_name() -> None:
    Product.objects.filter(title="Red thing 0").update(description="For spaceships.")
    assert search_products(SearchQuery(text="spaceships")).nothing_suitable
