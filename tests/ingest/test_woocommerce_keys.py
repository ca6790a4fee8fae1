"""Rows of WooCommerce's export without SKU and ID have a key of their own, which is said."""

from tests.ingest.reading import Reading, read_feed
from tests.ingest.test_woocommerce_languages import export

HEADER = "Type|SKU|Name|Regular price|Parent|Attribute 1 name|Attribute 1 value(s)"
SHOE = ["variable", "SHOE", "Shoe", "", "", "Size", "40, 41"]


def read(*rows: list[str]) -> Reading:
    return read_feed(export(HEADER, *rows))


def variation(size: str, *, name: str = "", parent: str = "SHOE") -> list[str]:
    return ["variation", "", name, "49", parent, "Size", size]


def test_a_product_is_known_by_its_name() -> None:
    reading = read(["simple", "", "Blue mug", "9.50", "", "", ""])
    assert reading.product.external_id == "Blue mug"
    assert "neither SKU nor ID" in reading.warnings[2][0]


def test_variations_are_known_by_their_parent_and_attributes() -> None:
    reading = read(SHOE, variation("40"), variation("41"))
    assert [p.external_id for p in reading.products] == ["SHOE/40", "SHOE/41"]
    assert [p.title for p in reading.products] == ["Shoe", "Shoe"]
    assert list(reading.warnings) == [3, 4]


def test_what_the_parent_says_of_all_variations_is_not_in_their_keys() -> None:
    shared = [*SHOE, "Material", "Canvas"]
    header = f"{HEADER}|Attribute 2 name|Attribute 2 value(s)"
    reading = read_feed(export(header, shared, [*variation("40"), "", ""]))
    assert reading.product.external_id == "SHOE/40"
    assert reading.product.attributes == {"size": "40", "material": "canvas"}


def test_the_key_of_a_long_name_stays_distinct_and_fits() -> None:
    reading = read(*(["simple", "", "Mug " * 60 + end, "9.50", "", "", ""] for end in ("a", "b")))
    keys = {product.external_id for product in reading.products}
    assert len(keys) == 2
    assert max(map(len, keys)) <= 100


def test_a_row_without_a_name_too_is_an_error() -> None:
    assert "sku is empty" in read(["simple", "", "", "9.50", "", "", ""]).errors[2]
