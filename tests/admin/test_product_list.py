"""What the list of products shows, and the chips above it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pgvector import HalfVector

from catalog.models import (
    Category,
    Embedding,
    EncoderState,
    EncoderVersion,
    Merchant,
    Photo,
    Product,
    WorkState,
)

pytestmark = pytest.mark.django_db
PRODUCTS = reverse("admin:catalog_product_changelist")


@pytest.fixture
def sound(ada: Merchant) -> Product:
    """A product that no chip finds."""
    version = EncoderVersion.objects.create(name="serving", dimension=1, state=EncoderState.SERVING)
    product = ada.products.get()
    product.category = Category.objects.create(name="Mugs", path="mugs")
    product.save()
    product.photos.update(state=WorkState.READY)
    Embedding.objects.create(
        product=product, photo=product.photos.get(), encoder_version=version,
        joint=HalfVector([1, 0]),
    )  # fmt: skip
    return product


def found(client: Client, **parameters: str) -> set[str]:
    changes = client.get(PRODUCTS, parameters).context["cl"]
    return {product.title for product in changes.result_list}


def page(client: Client, **parameters: str) -> str:
    return client.get(PRODUCTS, parameters).content.decode()


def ago(days: int) -> Any:
    return timezone.now() - timedelta(days=days)


@pytest.mark.parametrize(
    ("chip", "fields"),
    [
        ("waiting", {}),
        ("no-photo", {}),
        ("no-category", {}),
        ("sale", {"sale_price": 1}),
        ("sale", {"sale_price": 1, "sale_starts": ago(1), "sale_ends": ago(-1)}),
        ("locked", {"locked_fields": ["title"]}),
        ("edited", {"edited_fields": ["title"]}),
        ("off-feed", {"active": False, "retired_at": ago(1)}),
    ],
)
def test_a_chip_finds_what_it_says_and_nothing_else(
    as_ada: Client, sound: Product, chip: str, fields: dict[str, Any]
) -> None:
    Product.objects.create(
        merchant=sound.merchant, external_id="odd", title="Odd", price=2, **fields
    )
    assert found(as_ada, health=chip) == {"Odd"}
    assert found(as_ada) == {"Odd", sound.title}


@pytest.mark.parametrize(
    "fields",
    [
        {"sale_price": 1, "sale_starts": ago(-1)},
        {"sale_price": 1, "sale_ends": ago(1)},
        {"retired_at": ago(1)},
        {"active": False},
    ],
)
def test_sales_to_come_and_products_off_sale_are_not_found_by_chips(
    as_ada: Client, sound: Product, fields: dict[str, Any]
) -> None:
    Product.objects.filter(pk=sound.pk).update(**fields)
    for chip in ("waiting", "sale", "off-feed"):
        assert found(as_ada, health=chip) == set()


def test_a_photo_that_could_not_be_fetched_is_told(as_ada: Client, sound: Product) -> None:
    Photo.objects.update(state=WorkState.FAILED)
    assert found(as_ada, health="photo-failed") == {sound.title}


def test_chips_stand_above_the_list_and_not_among_the_filters(
    as_ada: Client, sound: Product
) -> None:
    text = page(as_ada, health="sale")
    assert text.index("With a sale price now") < text.index('id="changelist-form"')
    assert text.count("With a sale price now") == 1
    assert '<a href="?health=sale" aria-current="true">' in text


def test_an_unknown_chip_lists_all_products(as_ada: Client, sound: Product) -> None:
    assert found(as_ada, health="'") == {sound.title}


def test_the_list_leads_to_the_shop_or_says_that_the_product_is_not_on_sale(
    as_ada: Client, sound: Product
) -> None:
    shop = reverse("web:product", args=[sound.pk])
    assert f'<td class="field-in_the_shop"><a href="{shop}">See it' in page(as_ada)
    Product.objects.update(active=False)
    assert '<td class="field-in_the_shop">Not on sale</td>' in page(as_ada)


def test_the_list_says_by_the_merchants_clock_when_a_product_changed(
    as_ada: Client, ada: Merchant, sound: Product
) -> None:
    Merchant.objects.filter(pk=ada.pk).update(time_zone="Asia/Tokyo")
    Product.objects.update(updated_at="2026-06-30T20:00:00Z")
    assert '<td class="field-updated">2026-07-01</td>' in page(as_ada)


def test_products_are_found_by_their_numbers(as_ada: Client, sound: Product) -> None:
    Product.objects.update(gtin="4006381333931", mpn="KX-601")
    for words in ("4006381333931", "kx-601", sound.external_id, "mug"):
        assert found(as_ada, q=words) == {sound.title}


def test_the_page_of_a_product_leads_to_the_shop_and_to_its_variants(
    as_ada: Client, sound: Product, ben: Merchant
) -> None:
    Product.objects.update(group_id="mugs")
    other = Product.objects.create(
        merchant=sound.merchant, external_id="2", title="Blue mug", price=12, group_id="mugs",
        attributes={"color": "blue"}, active=False,
    )  # fmt: skip
    url = reverse("admin:catalog_product_change", args=[sound.pk])
    text = as_ada.get(url).content.decode()
    assert f'<a href="{reverse("web:product", args=[sound.pk])}">Its page in the shop</a>' in text
    assert f'<a href="/search/?like={sound.pk}">What resembles it</a>' in text
    link = reverse("admin:catalog_product_change", args=[other.pk])
    assert f'<a href="{link}">Blue mug</a> blue · €12.00 · In stock · not active</li>' in text
    assert "Mug of ben" not in text
    text = as_ada.get(link).content.decode()
    assert "Shoppers do not see it: it is not active." in text
    Merchant.objects.update(active=False)
    Product.objects.update(active=True)
    assert "Shoppers do not see it: ada is not active." in as_ada.get(link).content.decode()
