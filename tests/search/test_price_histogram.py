"""The histogram of prices: what is listed, in bins that a few dear products do not flatten."""

from decimal import Decimal
from itertools import pairwise

import pytest

from catalog.search.engine import search_products
from catalog.search.price_histogram import (
    MAX_BINS,
    PriceCount,
    PriceHistogram,
    price_histogram,
)
from catalog.search.query import Filters, SearchQuery
from tests.shop import Make, photos_of


def rows(*prices: str) -> list[PriceCount]:
    return [
        PriceCount(Decimal(f"{Decimal(price):.1e}"), 1, Decimal(price), Decimal(price))
        for price in prices
    ]


def histogram_of(query: SearchQuery) -> PriceHistogram:
    histogram = search_products(query).prices
    assert histogram
    return histogram


def test_every_price_is_in_a_bin_and_bins_join_up() -> None:
    histogram = price_histogram(rows("9.5", "12", "19", "24", "36", "51", "90", "120"), "EUR")
    assert histogram
    assert sum(each.count for each in histogram.bins) == 8
    assert all(one.high == other.low for one, other in pairwise(histogram.bins))
    assert (histogram.bins[0].low, histogram.bins[-1].high) == (Decimal("9.5"), Decimal(120))
    assert len(histogram.bins) <= MAX_BINS


def test_a_few_dear_products_share_the_last_bin() -> None:
    usual = [str(price) for price in range(20, 120)]
    histogram = price_histogram(rows(*usual, "99000"), "EUR")
    assert histogram
    assert histogram.highest == 99000
    assert sum(each.low < 120 for each in histogram.bins) > MAX_BINS // 2
    assert histogram.bins[-1].high == 99000


def test_edges_are_numbers_that_people_count_in() -> None:
    histogram = price_histogram(rows(*map(str, range(11, 640, 3))), "EUR")
    assert histogram
    for each in histogram.bins[1:]:
        assert each.low == round(each.low, 1 - each.low.adjusted())


def test_prices_close_together_have_bins_of_their_own() -> None:
    histogram = price_histogram(rows("21", "22", "23", "24", "25", "26"), "EUR")
    assert histogram
    assert [each.count for each in histogram.bins] == [1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("prices", [[], ["12"], ["12", "12"], ["0", "0"]])
def test_without_two_prices_there_is_nothing_to_choose(prices: list[str]) -> None:
    assert price_histogram(rows(*prices), "EUR") is None


@pytest.mark.parametrize("prices", [["0", "0.01"], ["0", "9999999999.99"], ["0.01", "0.02"]])
def test_the_cheapest_and_the_dearest_prices_of_all_fit_in(prices: list[str]) -> None:
    histogram = price_histogram(rows(*prices), "EUR")
    assert histogram
    assert sum(each.count for each in histogram.bins) == 2
    assert len(histogram.bins) <= MAX_BINS


@pytest.fixture
def shelf(make: Make) -> None:
    for price in range(5, 100, 5):
        make(f"Mug {price}", "red", price=Decimal(price))
    make("Mug in yen", "red", price=Decimal(1500), currency="JPY")


@pytest.mark.django_db
@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("query", [SearchQuery(), SearchQuery(photos=photos_of("red"))])
def test_the_histogram_counts_what_is_listed_in_one_currency(query: SearchQuery) -> None:
    histogram = histogram_of(query)
    assert (histogram.currency, histogram.lowest, histogram.highest) == (
        "EUR",
        Decimal(5),
        Decimal(95),
    )
    assert sum(each.count for each in histogram.bins) == 19


@pytest.mark.django_db
@pytest.mark.usefixtures("shelf")
def test_the_histogram_ignores_the_price_bounds_but_no_other_filter(make: Make) -> None:
    make("Cup", "red", price=Decimal(300), brand="Acme")
    make("Cup", "red", price=Decimal(400), brand="Acme")
    bounds = Filters(price_min=Decimal(20), price_max=Decimal(30))
    histogram = histogram_of(SearchQuery(text="mug", filters=bounds))
    assert (histogram.lowest, histogram.highest) == (Decimal(5), Decimal(400))
    bounds = Filters(price_max=Decimal(350), brands=("Acme",))
    histogram = histogram_of(SearchQuery(filters=bounds))
    assert (histogram.lowest, histogram.highest) == (Decimal(300), Decimal(400))


@pytest.mark.django_db
def test_sizes_of_one_product_have_one_price_in_the_histogram(make: Make) -> None:
    for size in "sml":
        make("Tee", "red", group_id="tee", price=Decimal(10), attributes={"size": size})
    make("Coat", "red", price=Decimal(90))
    histogram = histogram_of(SearchQuery(photos=photos_of("red")))
    assert sum(each.count for each in histogram.bins) == 2
