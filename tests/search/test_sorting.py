"""Sorted by price or date, the matches come first. What follows them is still near before far."""

from dataclasses import replace

import pytest

from catalog.models import EncoderVersion
from catalog.search.calibration import calibrate
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery, Sort
from catalog.search.ranking import RANKING, Ranking
from tests.shop import Make, photos_of

pytestmark = pytest.mark.django_db
# Equal plain colours are only a deviation or two above the background.
LOW = replace(RANKING, min_score=0.5, sort_band=0.5)
NONE = replace(LOW, min_score=50.0)
MATCHES = 4
NEAR = 6
FAR = 20


@pytest.fixture(autouse=True)
def shop(make: Make) -> None:
    """A red photo matches what is red. Grey comes near it; blue is far, and the cheapest."""
    for number in range(MATCHES):
        make(f"Red {number}", "red", price=50 - number)
    for number in range(NEAR):
        make(f"Grey {number}", "grey", price=30 - number)
    for number in range(FAR):
        make(f"Blue {number}", "blue", price=10 + number)
    calibrate(EncoderVersion.objects.get())


def found(
    sort: Sort, *, ranking: Ranking = LOW, limit: int = 30, offset: int = 0
) -> list[tuple[str, int]]:
    """The first words of titles, and the prices."""
    query = SearchQuery(photos=photos_of("red"), sort=sort, limit=limit, offset=offset)
    hits = search_products(query, ranking=ranking).hits
    return [(hit.product.title.split()[0], int(hit.product.price)) for hit in hits]


def test_the_cheapest_follow_the_matches_only_where_they_are_as_near() -> None:
    reds = [("Red", price) for price in (47, 48, 49, 50)]
    greys = [("Grey", price) for price in (25, 26, 27, 28, 29, 30)]
    blues = [("Blue", price) for price in range(10, 30)]
    assert found(Sort.PRICE_LOW) == reds + greys + blues


def test_the_dearest_and_the_newest_follow_the_matches_only_where_they_are_as_near() -> None:
    for sort in (Sort.PRICE_HIGH, Sort.NEWEST):
        names = [name for name, _ in found(sort)]
        assert names == ["Red"] * MATCHES + ["Grey"] * NEAR + ["Blue"] * FAR
    assert [price for _, price in found(Sort.PRICE_HIGH)[:MATCHES]] == [50, 49, 48, 47]
    assert [price for _, price in found(Sort.NEWEST)[:MATCHES]] == [47, 48, 49, 50]


def test_where_nothing_matches_the_nearest_come_first_all_the_same() -> None:
    names = [name for name, _ in found(Sort.PRICE_LOW, ranking=NONE)]
    assert names == ["Red"] * MATCHES + ["Grey"] * NEAR + ["Blue"] * FAR


def test_pages_are_cut_from_one_order() -> None:
    pages = [found(Sort.PRICE_LOW, limit=7, offset=offset) for offset in range(0, 35, 7)]
    assert [hit for page in pages for hit in page] == found(Sort.PRICE_LOW)


def test_a_band_wider_than_the_scores_sorts_all_that_follows_the_matches() -> None:
    prices = [price for _, price in found(Sort.PRICE_LOW, ranking=replace(LOW, sort_band=9.0))]
    assert prices[MATCHES:] == sorted(prices[MATCHES:])
