"""Columns of this shop in tables for Google and Meta: any attribute, tags, active, descriptions."""

import json

import pytest

from catalog.models import Merchant
from tests.ingest.conftest import MUG, Import, table
from tests.ingest.correcting import import_file
from tests.ingest.reading import read_feed

mug = MUG | {"image_link": "", "color": ""}
PHOTO = "https://a.example/{}.jpg"


def test_attributes_of_any_name_have_a_column_each() -> None:
    cells = {"attribute:Frame Material": "Oak", "Attribute:Größe": "XL", "attribute:": "x"}
    reading = read_feed(table(mug | cells))
    assert reading.product.attributes == {"frame_material": "oak", "size": "xl"}
    assert reading.notes == ()


def test_column_that_is_no_attribute_is_named_as_unused() -> None:
    assert read_feed(table(mug | {"frame material": "oak"})).notes == (
        "These columns are not used: frame_material.",
    )


def test_tags_are_a_list_beside_the_labels() -> None:
    row = mug | {"custom_label_0": "Sale", "tags": 'summer, "Red, white",sale,'}
    assert read_feed(table(row)).product.tags == ("sale", "summer", "red, white")


@pytest.mark.parametrize(
    ("cell", "active"), [("yes", True), ("TRUE", True), ("1", True), ("no", False), ("", None)]
)
def test_active_is_read_if_it_is_there(cell: str, active: bool | None) -> None:
    assert read_feed(table(mug | {"active": cell})).product.active is active


def test_photos_have_descriptions_in_their_order() -> None:
    row = mug | {
        "image_link": PHOTO.format(1),
        "additional_image_link": f"{PHOTO.format(2)},{PHOTO.format(3)}",
        "image_alt_text": '"front, left",,back,too many',
    }
    photos = read_feed(table(row)).product.photos
    assert [photo.alt for photo in photos] == ["front, left", "", "back"]


@pytest.mark.django_db
def test_empty_attribute_is_removed_and_others_stay(imported: Import, merchant: Merchant) -> None:
    imported(table(mug | {"attribute:care": "wash", "attribute:lid": "oak"}))
    imported(table(mug | {"attribute:care": ""}))
    assert merchant.products.get().attributes == {"lid": "oak"}


@pytest.mark.django_db
def test_attribute_that_a_late_line_names_is_stated_for_all_of_json_lines(
    merchant: Merchant,
) -> None:
    lines = [mug | {"id": f"mug-{n}", "attribute:care": "wash"} for n in range(150)]
    import_file(merchant, "\n".join(map(json.dumps, lines)).encode(), name="mugs.jsonl")
    for line in lines[:149]:
        del line["attribute:care"]
    run = import_file(merchant, "\n".join(map(json.dumps, lines)).encode(), name="mugs.jsonl")
    assert run.changed == 149
    assert merchant.products.filter(attributes={}).count() == 149


@pytest.mark.django_db
def test_text_by_hand_stays_where_a_file_lacks_only_its_blank_lines(
    imported: Import, merchant: Merchant
) -> None:
    row = mug | {"description": "One\ntwo", "brand": "Ada"}
    imported(table(row))
    merchant.products.update(description="One\r\n\r\n  two", brand="Ada ")
    assert imported(table(row)).unchanged == 1
    assert imported(table(row | {"description": "One\nthree"})).changed == 1
    assert merchant.products.get().description == "One\nthree"
