"""Beside a photo, words ask for what its kind may lack: what resembles the photo stays first."""

from dataclasses import replace

import pytest

from catalog.models import EncoderVersion
from catalog.search.calibration import calibrate
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from catalog.search.ranking import RANKING
from catalog.search.results import Match, SearchPage
from catalog.vocabulary.building import refresh_vocabulary
from tests.shop import Make, category, photos_of

pytestmark = pytest.mark.django_db
BAGS = 8
BELTS = 12
# Equal plain colours are only a deviation or two above the background.
LOW = replace(RANKING, min_score=0.4)


@pytest.fixture(autouse=True)
def shop(make: Make) -> None:
    """Red bags, blue belts, which alone are striped, and grey vases, whose pattern is unknown."""
    for number in range(BAGS):
        make(f"Red bag {number}", "red", category=category("Bags"), attributes={"pattern": "plain"})
    for number in range(BELTS):
        make(f"Blue belt {number}", "blue", category=category("Belts"),
             attributes={"pattern": "striped"})  # fmt: skip
    for number in range(10):
        make(f"Grey vase {number}", "grey", category=category("Vases"))


def search(text: str) -> SearchPage:
    calibrate(EncoderVersion.objects.get())
    refresh_vocabulary()
    query = SearchQuery(photos=photos_of("red"), text=text, limit=40)
    return search_products(query, ranking=LOW)


def kinds(page: SearchPage) -> list[str]:
    names = [hit.product.title.split()[1] for hit in page.hits]
    return [name for name in names if name != "vase"]


def test_what_resembles_the_photo_comes_before_another_kind_that_has_what_words_ask_for() -> None:
    assert kinds(search("striped")) == ["bag"] * BAGS + ["belt"] * BELTS


def test_of_what_resembles_the_photo_the_products_that_have_it_come_first(make: Make) -> None:
    make("Red satchel", "red", category=category("Bags"), attributes={"pattern": "striped"})
    assert kinds(search("striped"))[:2] == ["satchel", "bag"]


def levels(page: SearchPage) -> set[Match | None]:
    return {hit.match for hit in page.hits if "bag" in hit.product.title}


def test_what_lacks_a_wish_is_no_match_however_near_it_is() -> None:
    assert levels(search("")) == {Match.CLOSE}
    assert levels(search("striped")) == {Match.WEAK}
