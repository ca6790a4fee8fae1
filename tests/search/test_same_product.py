"""The same product at other merchants."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Merchant, Product
from catalog.search.same_product import MAX_SHARING, same_at_other_merchants

pytestmark = pytest.mark.django_db

GTIN = "4006381333931"
Sell = Callable[..., Product]


@pytest.fixture
def sell(db: None) -> Sell:
    """sell(merchant, title, **fields): a product of the merchant of this name."""

    def sell(merchant: str, title: str = "Norda teapot", **fields: Any) -> Product:
        seller, _ = Merchant.objects.get_or_create(name=merchant, slug=merchant.lower())
        number = Product.objects.count() + 1
        defaults = {"external_id": f"P-{number}", "price": Decimal(10)}
        product = Product.objects.create(title=title, merchant=seller, **{**defaults, **fields})
        product.refresh_from_db()
        return product

    return sell


def found(product: Product) -> list[str]:
    offers = same_at_other_merchants(product, at=timezone.now())
    return [offer.merchant.name for offer in offers]


def test_a_product_with_the_same_number_is_found_in_any_spelling(sell: Sell) -> None:
    product = sell("Ada", gtin=GTIN)
    sell("Bert", gtin=f"0{GTIN}")
    sell("Cleo", gtin="4006-381-333-931")
    sell("Dora", gtin="4006381333948")
    assert sorted(found(product)) == ["Bert", "Cleo"]


def test_the_cheapest_comes_first_and_other_currencies_follow(sell: Sell) -> None:
    product = sell("Ada", gtin=GTIN)
    sell("Bert", gtin=GTIN, price=Decimal(30))
    sell("Cleo", gtin=GTIN, price=Decimal(40), sale_price=Decimal(9))
    sell("Dora", gtin=GTIN, price=Decimal(5), currency="USD")
    assert found(product) == ["Cleo", "Bert", "Dora"]


def test_a_merchant_is_listed_once_with_its_best_offer_in_stock(sell: Sell) -> None:
    product = sell("Ada", gtin=GTIN)
    sell("Bert", gtin=GTIN, price=Decimal(8), availability="out_of_stock")
    sell("Bert", gtin=GTIN, price=Decimal(12))
    sell("Bert", gtin=GTIN, price=Decimal(15))
    (offer,) = same_at_other_merchants(product, at=timezone.now())
    assert offer.price == 12


def test_products_that_are_not_on_sale_are_left_out(sell: Sell) -> None:
    product = sell("Ada", gtin=GTIN)
    sell("Bert", gtin=GTIN, active=False)
    sell("Cleo", gtin=GTIN)
    Merchant.objects.filter(name="Cleo").update(active=False)
    assert found(product) == []


def test_the_same_brand_and_model_number_find_a_product_without_gtin(sell: Sell) -> None:
    product = sell("Ada", brand="Norda", mpn="KX-601")
    sell("Bert", "Teekanne", brand="NORDA", mpn="kx 601")
    sell("Cleo", brand="Koru", mpn="KX-601")
    sell("Dora", brand="Norda", external_id="KX601")
    sell("Emil", brand="Norda", mpn="KX-602")
    assert found(product) == ["Bert"]


def test_the_model_number_also_finds_a_merchant_that_gives_no_gtin(sell: Sell) -> None:
    product = sell("Ada", brand="Norda", mpn="KX-601", gtin=GTIN)
    sell("Bert", brand="Norda", mpn="KX-601")
    sell("Cleo", brand="Norda", mpn="KX-601", gtin="4006381333948")
    assert found(product) == ["Bert"]


def test_a_model_in_another_colour_or_size_is_not_the_same_product(sell: Sell) -> None:
    def shoe(merchant: str, **attributes: str) -> Product:
        return sell(merchant, "Shoe", brand="Norda", mpn="KX-601", attributes=attributes)

    product = shoe("Ada", color="blue", size="42")
    shoe("Bert", color="red", size="42")
    shoe("Cleo", color="blue", size="43")
    shoe("Dora", color="blue")
    assert found(product) == ["Dora"]


@pytest.mark.parametrize("mpn", ["", "-", "none", "n/a", "1", "123"])
def test_what_is_no_model_number_finds_nothing(sell: Sell, mpn: str) -> None:
    product = sell("Ada", brand="Norda", mpn=mpn)
    sell("Bert", brand="Norda", mpn=mpn)
    assert found(product) == []


@pytest.mark.parametrize("gtin", ["0000000000000", "1111111111116", "2012345678903", "123", "n/a"])
def test_what_is_no_article_number_finds_nothing(sell: Sell, gtin: str) -> None:
    product = sell("Ada", gtin=gtin)
    sell("Bert", gtin=gtin)
    assert found(product) == []


def test_a_number_does_not_join_products_of_other_brands_and_titles(sell: Sell) -> None:
    product = sell("Ada", "Blue teapot, 1 l", gtin=GTIN)
    sell("Bert", "Garden hose", gtin=GTIN)
    sell("Cleo", "Blue sofa", gtin=GTIN)
    assert found(product) == []


def test_titles_in_other_languages_agree_by_the_brand(sell: Sell) -> None:
    product = sell("Ada", "Teapot, blue", brand="Norda", gtin=GTIN)
    sell("Bert", "NORDA® Teekanne blau", gtin=GTIN)
    sell("Cleo", "Théière bleue", brand="norda", gtin=GTIN)
    assert sorted(found(product)) == ["Bert", "Cleo"]


def test_a_merchant_that_repeats_the_number_for_other_things_is_left_out(sell: Sell) -> None:
    product = sell("Ada", gtin=GTIN)
    sell("Bert", gtin=GTIN)
    sell("Bert", "Garden hose", gtin=GTIN)
    assert found(product) == []


def test_a_number_that_its_own_merchant_repeats_for_other_things_finds_nothing(sell: Sell) -> None:
    product = sell("Ada", gtin=GTIN)
    sell("Ada", "Garden hose", gtin=GTIN)
    sell("Bert", gtin=GTIN)
    assert found(product) == []


def test_sizes_that_share_the_number_of_their_model_find_the_model(sell: Sell) -> None:
    product = sell("Ada", "Shoe, red", group_id="shoe", gtin=GTIN)
    sell("Ada", "Sneaker, blue", group_id="shoe", gtin=GTIN)
    sell("Bert", "Shoe in red", gtin=GTIN)
    assert found(product) == ["Bert"]


def test_a_number_that_very_many_products_bear_finds_nothing(sell: Sell) -> None:
    product = sell("Ada", gtin=GTIN)
    other = sell("Bert", gtin=GTIN)
    rows = [
        Product(
            title=other.title, merchant=other.merchant, external_id=f"X-{n}", price=1, gtin=GTIN
        )
        for n in range(MAX_SHARING)
    ]
    Product.objects.bulk_create(rows)
    assert found(product) == []


def test_other_merchants_are_found_by_one_query(sell: Sell) -> None:
    product = sell("Ada", gtin=GTIN, brand="Norda", mpn="KX-601")
    for name in ("Bert", "Cleo", "Dora"):
        sell(name, gtin=GTIN, brand="Norda")
    with CaptureQueriesContext(connection) as queries:
        assert len(found(product)) == 3
    assert len(queries) == 1
