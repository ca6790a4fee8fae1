"""The page of a product."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Merchant, Product
from tests.shop import Make

pytestmark = pytest.mark.django_db


def test_a_product_page_shows_price_description_attributes_and_photo(
    client: Client, sell: Make
) -> None:
    product = sell(
        "Blue cup",
        price=Decimal(12),
        sale_price=Decimal(9),
        description="Holds\n\ntea.",
        attributes={"color": "blue", "care_label": ["wash", "dry"]},
        url="https://shop.example/cup",
    )
    body = client.get(f"/products/{product.pk}/").content.decode()
    for text in ("Blue cup", "€9.00", "<s>€12.00</s>", "<p>tea.</p>", "Care label", "wash, dry"):
        assert text in body
    assert 'href="https://shop.example/cup" rel="noopener nofollow"' in body
    assert f'src="/media/{product.photos.get().file.name}"' in body


def test_similar_items_do_not_include_the_product_itself(client: Client, sell: Make) -> None:
    product = sell("Red pot", "red")
    sell("Blue cup", "blue")
    sell("Red bowl", "red")
    similar = client.get(f"/products/{product.pk}/").context["cards"]
    assert [card.title for card in similar] == ["Red bowl", "Blue cup"]


def test_products_like_a_product_can_be_filtered(client: Client, sell: Make) -> None:
    product = sell("Red pot", "red")
    sell("Red bowl", "red", brand="Norda")
    sell("Red cup", "red", brand="Koru")
    response = client.get(f"/search/?like={product.pk}&brand=Norda")
    assert [card.title for card in response.context["page"].cards] == ["Red bowl"]
    assert "Like Red pot" in response.content.decode()


def test_a_product_page_links_only_to_web_addresses(client: Client, sell: Make) -> None:
    product = sell("Cup", url="javascript:alert(1)")
    assert "javascript:" not in client.get(f"/products/{product.pk}/").content.decode()


def test_the_page_of_a_product_not_on_sale_is_404(client: Client, sell: Make) -> None:
    product = sell("Cup", active=False)
    assert client.get(f"/products/{product.pk}/").status_code == 404
    assert client.get(f"/search/?like={product.pk}").status_code == 404


def test_the_page_of_an_inactive_merchants_product_is_404(client: Client, sell: Make) -> None:
    product = sell("Cup")
    Merchant.objects.update(active=False)
    assert client.get(f"/products/{product.pk}/").status_code == 404


@pytest.mark.parametrize("key", ["0", "999", "99999999999999999999", "9" * 5000, "x"])
def test_the_page_of_an_unknown_product_is_a_friendly_404(client: Client, key: str) -> None:
    response = client.get(f"/products/{key}/")
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()


def test_variants_are_labelled_by_the_attributes_in_which_they_differ(
    client: Client, sell: Make
) -> None:
    def shoe(colour: str, size: str, **fields: Any) -> Product:
        attributes = {"color": colour, "size": size, "material": "canvas"}
        return sell("Shoe", colour, group_id="shoe", attributes=attributes, **fields)

    shoes = [shoe("red", "10"), shoe("red", "9", availability="out_of_stock"), shoe("blue", "9")]
    shoe("grey", "9", active=False)
    response = client.get(f"/products/{shoes[0].pk}/")
    offered = [(link.label, link.badge, link.is_current) for link in response.context["variants"]]
    assert offered == [
        ("Blue, 9", "", False),
        ("Red, 9", "Out of stock", False),
        ("Red, 10", "", True),
    ]
    assert f'href="/products/{shoes[1].pk}/"' in response.content.decode()


def test_variants_sort_by_sizes_of_thousands_of_digits(client: Client, sell: Make) -> None:
    sizes = ["10", "9" * 5_000, "009"]
    shoes = [sell("Shoe", group_id="shoe", attributes={"size": size}) for size in sizes]
    response = client.get(f"/products/{shoes[0].pk}/")
    assert [link.label for link in response.context["variants"]] == ["009", "10", "9" * 5_000]


def test_a_product_without_variants_has_no_variant_links(client: Client, sell: Make) -> None:
    product = sell("Cup", group_id="cup")
    sell("Pot")
    assert 'class="variants"' not in client.get(f"/products/{product.pk}/").content.decode()


@pytest.mark.parametrize(("days", "on_sale"), [((1, 2), False), ((-1, 1), True), ((-2, -1), False)])
def test_a_product_page_shows_a_sale_price_while_the_sale_is_on(
    client: Client, sell: Make, days: tuple[int, int], on_sale: bool
) -> None:
    starts, ends = (timezone.now() + timedelta(days=n) for n in days)
    product = sell("Cup", price=12, sale_price=9, sale_starts=starts, sale_ends=ends)
    page = client.get(f"/products/{product.pk}/").content.decode()
    assert ("€9.00" in page) == ("<s>€12.00</s>" in page) == on_sale
