"""The card of a product."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from catalog.models import Merchant, Product
from catalog.search.results import Hit, Match
from catalog.web.cards import Card, to_cards

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def card(match: Match | None = None, **fields: object) -> Card:
    product = Product(
        pk=7, merchant=Merchant(name="Corner House"), title="Cup", price=Decimal(20), **fields
    )
    (made,) = to_cards([Hit(product=product, photo=None, score=1.0, match=match)], at=NOON)
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


def test_a_card_labels_the_match_level() -> None:
    assert card(Match.STRONG).match_label == "Strong match"
    assert card(None).match_label == ""


def test_a_brand_equal_to_its_merchant_appears_once() -> None:
    assert card(brand="Corner House").maker == "Corner House"
    assert card(brand="Norda").maker == "Norda · Corner House"


def test_a_card_writes_money_without_cents_where_its_currency_has_none() -> None:
    assert card(currency="JPY", sale_price=Decimal(15)).price == "¥15"
