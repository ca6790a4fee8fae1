"""Cells of exports that a spreadsheet has spoilt: what they stand for is left alone, or said."""

import pytest

from catalog.models import ImportRun, Product
from tests.ingest import shopify_export as shopify
from tests.ingest import woocommerce_export as woocommerce
from tests.ingest.conftest import Import, table

pytestmark = pytest.mark.django_db

SPOILT = "#N/A"


def messages(run: ImportRun) -> list[str]:
    return [outcome.message for outcome in run.outcomes.all()]


def attributes() -> dict[str, dict[str, str]]:
    return dict(Product.objects.values_list("external_id", "attributes"))


@pytest.mark.parametrize("column", ["Attribute 2 name", "Attribute 2 value(s)"])
def test_an_attribute_of_woocommerce_that_cannot_be_read_stays(
    imported: Import, column: str
) -> None:
    imported(table(woocommerce.MUG))
    before = attributes()
    run = imported(table(woocommerce.MUG | {column: SPOILT, "Name": "Cup"}))
    assert (run.changed, attributes()) == (1, before)
    assert any("was left out" in message for message in messages(run))


@pytest.mark.parametrize(
    ("column", "field"),
    [("Description", "description"), ("Brands", "brand"), ("Tags", "tags"),
     ("Categories", "category__name"), ("Attribute 1 value(s)", "attributes")],
)  # fmt: skip
def test_a_variation_keeps_what_cannot_be_read_of_its_parent(
    imported: Import, column: str, field: str
) -> None:
    imported(table(woocommerce.SHOE, woocommerce.RED))
    before = Product.objects.values_list(field, flat=True).get()
    red = woocommerce.RED | {"Regular price": "59"}
    run = imported(table(woocommerce.SHOE | {column: SPOILT}, red))
    assert run.changed == 1
    assert Product.objects.values_list(field, flat=True).get() == before


def test_a_variation_keeps_its_photos_if_those_of_its_parent_cannot_be_read(
    imported: Import,
) -> None:
    red = woocommerce.RED | {"Images": ""}
    imported(table(woocommerce.SHOE, red))
    before = list(Product.objects.values_list("photos__source_url", flat=True))
    imported(table(woocommerce.SHOE | {"Images": SPOILT}, red | {"Regular price": "59"}))
    assert list(Product.objects.values_list("photos__source_url", flat=True)) == before


@pytest.mark.parametrize("sku", ["", "'00042"])
def test_a_shopify_variant_whose_option_cannot_be_read_is_invalid(
    imported: Import, sku: str
) -> None:
    shoe = shopify.SHOE | {"Variant SKU": sku}
    imported(table(shoe))
    before = list(Product.objects.values("external_id", "alternate_id", "attributes"))
    run = imported(table(shoe | {"Option2 Value": SPOILT}))
    assert (run.invalid, run.created) == (1, 0)
    assert list(Product.objects.values("external_id", "alternate_id", "attributes")) == before
    assert any("option2_value" in message and SPOILT in message for message in messages(run))


@pytest.mark.parametrize("column", ["SKU", "ID"])
def test_a_woocommerce_row_whose_key_cannot_be_read_is_invalid(
    imported: Import, column: str
) -> None:
    imported(table(woocommerce.MUG))
    before = list(Product.objects.values("external_id", "alternate_id"))
    run = imported(table(woocommerce.MUG | {column: SPOILT}))
    assert (run.invalid, run.created) == (1, 0)
    assert list(Product.objects.values("external_id", "alternate_id")) == before


def test_a_shopify_row_apart_from_its_handle_is_told_how_to_mend_it(imported: Import) -> None:
    second = dict.fromkeys(shopify.SHOE, "") | {
        "Handle": "canvas-shoe", "Option1 Value": "Red", "Option2 Value": "42",
        "Variant Price": "49.00",
    }  # fmt: skip
    lamp = shopify.SHOE | {"Handle": "lamp", "Title": "Lamp", "Variant SKU": "L1"}
    run = imported(table(shopify.SHOE, lamp, second))
    assert (run.created, run.invalid) == (2, 1)
    assert any("sort the table by handle" in message for message in messages(run))
