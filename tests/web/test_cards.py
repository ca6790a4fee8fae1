"""The card of a product."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from catalog.models import Merchant, Product
from catalog.search.results import Hit, Match
from catalog.web.cards import Card, to_cards
from catalog.web.search_url import SearchUrl

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def product(**fields: object) -> Product:
    shop = Merchant(name="Corner House")
    return Product(pk=7, merchant=shop, title="Cup", price=Decimal(20), **fields)


def card(match: Match | None = None, **fields: object) -> Card:
    hit = Hit(product=product(**fields), photo=None, score=1.0, match=match)
    (made,) = to_cards([hit], at=NOON)
    return made


def test_a_card_shows_the_sale_price_beside_the_old_price() -> None:
    on_sale = card(sale_price=Decimal(15))
    assert (on_sale.price, on_sale.old_price) == ("€15.00", "€20.00")


@pytest.mark.parametrize("sale_price", [None, Decimal(20), Decimal(25)])
def test_a_card_shows_no_old_price_without_a_saving(sale_price: Decimal | None) -> None:
    assert card(sale_price=sale_price).old_price == ""


def test_only_products_not_in_stock_have_a_badge() -> None:
    assert card(availability="in_stock").badge == ""
    assert card(availability="out_of_stock").badge == "Out of stock"


def test_a_card_labels_good_matches_only() -> None:
    assert card(Match.STRONG).match_label == "Strong match"
    assert card(Match.WEAK).match_label == card(None).match_label == ""


def test_a_merchant_that_is_the_brand_appears_once() -> None:
    assert (card(brand="Corner House").brand, card(brand="Corner House").merchant) == (
        "Corner House",
        "",
    )
    assert card(brand="Norda").merchant == "Corner House"


def test_a_card_leads_to_more_and_less_like_its_product() -> None:
    hit = Hit(product=product(), photo=None, score=1.0, match=None)
    (in_results,) = to_cards([hit], at=NOON, search=SearchUrl((("q", "cup"), ("page", "3"))))
    assert in_results.more_like == "/search/?like=7"
    assert in_results.less_like == "/search/?q=cup&unlike=7"
    assert card().less_like == ""


def test_a_card_writes_money_without_cents_where_its_currency_has_none() -> None:
    assert card(currency="JPY", sale_price=Decimal(15)).price == "¥15"
