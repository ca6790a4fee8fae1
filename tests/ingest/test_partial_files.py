"""A column that is absent leaves its values alone, and an empty cell clears them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from catalog.models import ImportRun, ImportState, Photo, Product, ProductIndexing, WorkState
from tests.ingest.conftest import Import, Row, catalog_zip, jpeg, table
from tests.ingest.feed_files import json_lines, rss

pytestmark = pytest.mark.django_db
FULL: Row = {
    "id": "Z-0001",
    "title": "Red Shoes",
    "description": "Made of canvas",
    "price": "29.90 EUR",
    "sale_price": "24.90 EUR",
    "availability": "in stock",
    "image_link": "https://shop.example/1.jpg",
    "additional_image_link": "https://shop.example/2.jpg",
    "brand": "Acmex",
    "product_type": "Clothing > Shoes",
    "color": "Red",
    "size": "42",
    "gtin": "4006381333931",
    "custom_label_0": "Summer",
}


@pytest.fixture
def full(imported: Import) -> dict[str, Any]:
    """All values of an imported product, which is indexed."""
    imported(table(FULL))
    ProductIndexing.objects.update(state=WorkState.READY)
    return values()


def values() -> dict[str, Any]:
    fields = ("title", "description", "price", "sale_price", "availability", "brand", "gtin",
              "category__path", "attributes", "tags")  # fmt: skip
    photos = [photo.source_url for photo in Photo.objects.order_by("position")]
    return {**Product.objects.values(*fields).get(), "photos": photos}


def messages(run: ImportRun) -> list[str]:
    return [outcome.message for outcome in run.outcomes.all()]


def only_errors(run: ImportRun) -> list[str]:
    return [outcome.message for outcome in run.outcomes.filter(severity="error")]


def test_a_file_without_columns_changes_only_what_it_has(
    imported: Import, full: dict[str, Any]
) -> None:
    """The file that once wiped description, brand, category and attributes."""
    run = imported(
        b"id,title,price,image_link,availability\nZ-0001,Red Shoes 1,20.90 EUR,,in stock\n"
    )
    assert run.changed == 1
    gone = {"photos": ["https://shop.example/2.jpg"]}
    new = {"title": "Red Shoes 1", "price": full["price"] - 9, "sale_price": None}
    assert values() == full | new | gone
    assert "photo was removed" in " ".join(run.outcomes.values_list("message", flat=True))


@pytest.mark.parametrize("write", [table, json_lines, rss])
def test_a_file_of_prices_and_stock_changes_nothing_else(
    imported: Import, full: dict[str, Any], write: Callable[..., bytes]
) -> None:
    run = imported(write({"id": "Z-0001", "price": "28.00 EUR", "availability": "out of stock"}))
    assert (run.state, run.changed) == (ImportState.FINISHED, 1)
    without_header = write is not table
    sale = None if without_header else full["sale_price"]
    new = {"price": 28, "availability": "out_of_stock", "sale_price": sale}
    assert values() == full | new
    assert ("no sale price" in " ".join(messages(run))) == without_header
    assert ProductIndexing.objects.get().state == WorkState.READY, "nothing is embedded again"


def test_an_empty_cell_clears_a_value(imported: Import, full: dict[str, Any]) -> None:
    imported(table({"id": "Z-0001", "brand": "", "color": "", "product_type": "", "gtin": ""}))
    cleared = {"brand": "", "gtin": "", "category__path": None, "attributes": {"size": "42"}}
    assert values() == full | cleared


@pytest.mark.parametrize("write", [json_lines, rss])
def test_an_empty_element_clears_a_value(
    imported: Import, full: dict[str, Any], write: Callable[..., bytes]
) -> None:
    imported(write({"id": "Z-0001", "brand": ""}))
    assert values() == full | {"brand": ""}


@pytest.mark.parametrize("write", [json_lines, rss])
def test_an_element_that_only_other_rows_have_counts_as_empty(
    imported: Import, full: dict[str, Any], write: Callable[..., bytes]
) -> None:
    others = [{"id": f"unknown-{n}", "gtin": "1"} for n in range(150)]
    imported(write({"id": "Z-0001", "gtin": "2"}, *others, {"id": "unknown", "brand": "Acmex"}))
    assert values() == full | {"gtin": "2", "brand": ""}


def test_attributes_are_kept_by_name(imported: Import, full: dict[str, Any]) -> None:
    imported(table({"id": "Z-0001", "color": "Blue", "material": "Canvas"}))
    attributes = {"color": "blue", "size": "42", "material": "canvas"}
    assert values() == full | {"attributes": attributes}


def test_an_attribute_is_not_kept_under_another_spelling(
    imported: Import, full: dict[str, Any]
) -> None:
    Product.objects.update(attributes={"color": "red", "größe": "42", "hue": "warm"})
    imported(table({"id": "Z-0001", "size": "43"}))
    assert values() == full | {"attributes": {"color": "red", "size": "43", "hue": "warm"}}


def test_additional_photos_stay_without_their_column(
    imported: Import, full: dict[str, Any]
) -> None:
    imported(table({"id": "Z-0001", "image_link": "https://shop.example/new.jpg"}))
    photos = ["https://shop.example/new.jpg", "https://shop.example/2.jpg"]
    assert values() == full | {"photos": photos}


def test_the_first_photo_stays_without_its_column(imported: Import, full: dict[str, Any]) -> None:
    imported(table({"id": "Z-0001", "additional_image_link": "https://shop.example/3.jpg"}))
    photos = ["https://shop.example/1.jpg", "https://shop.example/3.jpg"]
    assert values() == full | {"photos": photos}


def test_a_photo_that_cannot_be_found_removes_no_photo(imported: Import) -> None:
    row = FULL | {"image_link": "photos/1.jpg", "additional_image_link": ""}
    imported(catalog_zip(row, photos={"photos/1.jpg": jpeg()}))
    run = imported(table(row))
    assert "Upload a ZIP" in run.outcomes.get().message
    assert (run.unchanged, Photo.objects.count()) == (1, 1)


def test_a_partial_row_of_an_unknown_product_is_invalid_with_the_reason(
    imported: Import, full: dict[str, Any]
) -> None:
    run = imported(table({"id": "Z-0001", "price": "1 EUR"}, {"id": "Z-2", "price": "1 EUR"}))
    assert (run.changed, run.invalid) == (1, 1)
    (error,) = only_errors(run)
    assert 'No product has the id "Z-2"' in error
    assert "title, image_link" in error
    assert "only updates products" in run.outcomes.get(row=1).message


def test_a_partial_file_of_a_merchant_without_products_is_refused(imported: Import) -> None:
    run = imported(table({"id": "1", "price": "1 EUR"}))
    assert run.state == ImportState.FAILED
    assert "lacks the columns title, image_link" in run.reason


def test_an_export_of_another_shop_system_is_no_update(
    imported: Import, full: dict[str, Any]
) -> None:
    export = {"Item": "Product", "ID": "Z-0001", "Name": "Mug", "Type": "physical", "SKU": "S1",
              "Inventory Tracking": "none", "Current Stock": "0", "Price": "5"}  # fmt: skip
    run = imported(table(export))
    assert run.state == ImportState.FAILED
    assert "export of BigCommerce" in run.reason


def test_a_partial_file_may_have_a_title_above_its_header(
    imported: Import, full: dict[str, Any]
) -> None:
    run = imported(b"New prices,,\n,,\n" + table({"id": "Z-0001", "price": "28.00 EUR"}))
    assert (run.changed, run.rows_total) == (1, 1)
    assert values() == full | {"price": 28}


def test_a_file_with_ids_and_nothing_known_is_refused(
    imported: Import, full: dict[str, Any]
) -> None:
    run = imported(table({"id": "Z-0001", "cost": "1 EUR"}))
    assert run.state == ImportState.FAILED
    assert "lacks the columns title, price, image_link" in run.reason


def test_a_new_price_below_the_sale_price_ends_the_sale(
    imported: Import, full: dict[str, Any]
) -> None:
    run = imported(table({"id": "Z-0001", "price": "20.00 EUR"}))
    assert values() == full | {"price": 20, "sale_price": None}
    assert "sale price was removed" in run.outcomes.get(row=2).message


def test_a_sale_price_alone_is_compared_with_the_price_of_the_product(
    imported: Import, full: dict[str, Any]
) -> None:
    sale = {"id": "Z-0001"}
    imported(table(sale | {"sale_price": "19.00 EUR"}))
    assert values() == full | {"sale_price": 19}
    run = imported(table(sale | {"sale_price": "35.00 EUR"}))
    assert values() == full | {"sale_price": None}
    assert "not below the product's price" in run.outcomes.get(row=2).message
    (error,) = only_errors(imported(table(sale | {"sale_price": "8.00 USD"})))
    assert "USD" in error


def test_a_currency_other_than_the_merchants_is_kept_with_its_price(imported: Import) -> None:
    rows = [
        FULL | {"id": "N1", "price": "10.00 USD", "sale_price": ""},
        FULL | {"id": "CU1", "price": "1500 JPY", "sale_price": ""},
    ]
    imported(table(*rows))
    imported(table({"id": "N1", "title": "Renamed"}, {"id": "CU1", "title": "Renamed"}))
    prices = set(Product.objects.values_list("external_id", "price", "currency"))
    assert prices == {("N1", Decimal(10), "USD"), ("CU1", Decimal(1500), "JPY")}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("brand", "#N/A"),
        ("description", "#NAME?"),
        ("color", "#REF!"),
        ("product_type", "#NV"),
        ("availability", "#N/A"),
        ("sale_price", "#VALUE!"),
        ("custom_label_0", "#N/A"),
        ("image_link", "#N/A"),
        ("image_link", "javascript:alert(1)"),
        ("gtin", "4.00638E+12"),
        ("link", "javascript:alert(1)"),
    ],
)
def test_a_cell_that_cannot_be_read_leaves_its_value_alone(
    imported: Import, column: str, cell: str
) -> None:
    before: Row = {**FULL, "link": "https://shop.example/shoes"}
    imported(table(before))
    kept, url = values(), Product.objects.get().url
    run = imported(table({**before, column: cell, "size": "43"}))
    assert run.changed == 1
    assert values() == {**kept, "attributes": {**kept["attributes"], "size": "43"}}
    assert Product.objects.get().url == url
    assert any("was left out" in message for message in messages(run))


def test_a_new_product_is_made_without_what_cannot_be_read(imported: Import) -> None:
    run = imported(table({**FULL, "brand": "#N/A", "gtin": "4.00638E+12"}))
    assert run.created == 1
    assert (values()["brand"], values()["gtin"]) == ("", "")


def test_an_unreadable_cell_of_a_shopify_product_leaves_it_alone_for_all_variants(
    imported: Import,
) -> None:
    header = b"Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
    rows = b"boot,Boot,%s,Size,41,B1,%s\nboot,,,,42,B2,50\n"
    imported(header + rows % (b"Acmex", b"50"))
    run = imported(header + rows % (b"#N/A", b"60"))
    assert set(Product.objects.values_list("external_id", "brand")) == {
        ("B1", "Acmex"), ("B2", "Acmex"),
    }  # fmt: skip
    assert (run.changed, run.unchanged) == (1, 1)
