"""Prices of different currencies are never compared as bare numbers."""

from decimal import Decimal
from typing import Any

import pytest

from catalog.models import Merchant
from catalog.search.engine import search_products
from catalog.search.query import ExamplePhoto, Filters, SearchQuery, Sort
from catalog.search.results import SearchPage
from tests.shop import Make, photos_of

pytestmark = pytest.mark.django_db
LEFT_OUT = "Prices are compared in EUR. Products priced in other currencies are left out."
LAST = "Sorted by prices in EUR. Products in other currencies follow, by currency."


@pytest.fixture
def bowls(make: Make) -> None:
    """Three bowls in euros, two in yen and one in dollars."""
    make("Oak bowl", "red", price=12)
    make("Elm bowl", "red", price=20)
    make("Yew bowl", "red", price=90)
    make("Raku bowl", "red", price=1500, currency="JPY")
    make("Imari bowl", "red", price=15, currency="JPY")
    make("Diner bowl", "red", price=14, currency="USD")


def titles(page: SearchPage) -> list[str]:
    return [hit.product.title for hit in page.hits]


def search(sort: Sort = Sort.RELEVANCE, **filters: Any) -> SearchPage:
    return search_products(SearchQuery(filters=Filters(**filters), sort=sort))


@pytest.mark.usefixtures("bowls")
def test_price_bounds_leave_products_in_other_currencies_out_and_say_so() -> None:
    page = search(price_min=Decimal(10), price_max=Decimal(30))
    assert set(titles(page)) == {"Oak bowl", "Elm bowl"}
    assert page.notices == (LEFT_OUT,)
    assert page.currency == "EUR"
    assert page.currencies == ("EUR", "JPY", "USD")


@pytest.mark.usefixtures("bowls")
def test_price_bounds_apply_in_the_currency_that_is_asked_for() -> None:
    assert titles(search(price_max=Decimal(2000), currency="USD")) == ["Diner bowl"]
    assert set(titles(search(price_max=Decimal(2000), currency="JPY"))) == {
        "Raku bowl",
        "Imari bowl",
    }


@pytest.mark.usefixtures("bowls")
def test_a_currency_alone_leaves_nothing_out() -> None:
    page = search(currency="JPY")
    assert len(page.hits) == 6
    assert page.notices == ()


@pytest.mark.usefixtures("bowls")
@pytest.mark.parametrize("photos", [(), photos_of("red")])
@pytest.mark.parametrize(
    ("sort", "currency", "expected"),
    [
        (Sort.PRICE_LOW, "", "Oak Elm Yew Imari Raku Diner"),
        (Sort.PRICE_HIGH, "", "Yew Elm Oak Raku Imari Diner"),
        (Sort.PRICE_LOW, "JPY", "Imari Raku Oak Elm Yew Diner"),
        (Sort.PRICE_HIGH, "USD", "Diner Yew Elm Oak Raku Imari"),
    ],
)
def test_sorting_by_price_shows_one_currency_first_and_the_others_after_it(
    photos: tuple[ExamplePhoto, ...], sort: Sort, currency: str, expected: str
) -> None:
    query = SearchQuery(photos=photos, sort=sort, filters=Filters(currency=currency))
    page = search_products(query)
    assert [title.split()[0] for title in titles(page)] == expected.split()
    assert len(page.notices) == 1


@pytest.mark.usefixtures("bowls")
def test_sorting_by_price_says_that_other_currencies_follow() -> None:
    assert search(Sort.PRICE_LOW).notices == (LAST,)
    assert search(Sort.PRICE_LOW, price_max=Decimal(50)).notices == (LEFT_OUT,)


@pytest.mark.usefixtures("bowls")
def test_orders_that_compare_no_prices_mix_currencies_without_a_notice() -> None:
    page = search(Sort.NEWEST)
    assert titles(page)[0] == "Diner bowl"
    assert page.notices == ()


def test_with_one_currency_there_is_nothing_to_say(make: Make) -> None:
    make("Oak bowl", "red", price=12)
    make("Elm bowl", "red", price=20)
    page = search(Sort.PRICE_LOW, price_max=Decimal(15))
    assert (titles(page), page.notices, page.currencies) == (["Oak bowl"], (), ())
    assert page.currency == "EUR"


def test_a_currency_in_which_nothing_is_priced_is_named(make: Make) -> None:
    make("Oak bowl", "red", price=12)
    page = search(price_max=Decimal(15), currency="SEK")
    assert titles(page) == []
    assert page.notices == ("None of these products is priced in SEK.",)


def test_another_currency_is_noticed_at_once(make: Make) -> None:
    make("Oak bowl", "red", price=12)
    make("Elm bowl", "red", price=20)
    assert search(price_max=Decimal(2000)).notices == ()
    make("Raku bowl", "red", price=1500, currency="JPY")
    page = search(price_max=Decimal(2000))
    assert set(titles(page)) == {"Oak bowl", "Elm bowl"}
    assert page.notices == (LEFT_OUT,)


def test_products_that_are_not_on_sale_are_no_second_currency(make: Make) -> None:
    make("Oak bowl", "red", price=12)
    make("Old bowl", "red", price=12, currency="USD", active=False)
    assert search(price_max=Decimal(15)).notices == ()


def test_prices_of_one_merchant_are_compared_in_its_own_currency(make: Make) -> None:
    tokyo = Merchant.objects.create(name="Tokyo", slug="tokyo")
    make("Oak bowl", "red", price=12)
    make("Elm bowl", "red", price=20)
    make("Raku bowl", "red", price=1500, currency="JPY", merchant=tokyo)
    page = search(price_max=Decimal(2000), merchants=("tokyo",))
    assert (titles(page), page.notices, page.currency) == (["Raku bowl"], (), "JPY")
    facets = {facet.key: facet for facet in page.facets}
    assert [value.count for value in facets["merchant"].values] == [1]
