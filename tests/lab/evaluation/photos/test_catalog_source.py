"""Encoders on the photos of the running shop."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from catalog.ingest.photos.storage import store_picture
from catalog.models import Category, Merchant, Photo
from catalog.pictures.picture import decode_picture
from lab.evaluation.photos.catalog_source import photos_of_catalog
from tests.encoders import COLOURS, ColourEncoder
from tests.lab.training.photo_measures.photos import save_noisy


@pytest.fixture
def shop(merchant: Merchant, tmp_path: Path) -> Merchant:
    """Six hats and six cups with a photo each, and products that are not measured."""
    categories = {name: Category.objects.create(name=name, path=name) for name in ("Hats", "Cups")}
    for number, category in enumerate([*categories.values()] * 6):
        add_product(merchant, number, tmp_path, category=category)
    add_product(merchant, 12, tmp_path, category=None)
    add_product(merchant, 13, tmp_path, category=categories["Hats"], active=False)
    return merchant


def add_product(
    merchant: Merchant, number: int, folder: Path, *, category: Category | None, active: bool = True
) -> None:
    colour = "red" if category and category.name == "Hats" else "blue"
    product = merchant.products.create(
        external_id=str(number), title=f"Product {number}", price=1, category=category,
        active=active, attributes={"color": colour},
    )  # fmt: skip
    save_noisy(folder / f"{number}.png", COLOURS[colour], seed=number)
    photo = Photo(product=product)
    store_picture(decode_picture((folder / f"{number}.png").read_bytes())).fill(photo)
    photo.save()


def test_photos_of_products_on_sale_are_labelled_by_category(shop: Merchant) -> None:
    photos = photos_of_catalog()
    assert sorted(photo.label for photo in photos) == ["Cups"] * 6 + ["Hats"] * 6
    assert {(photo.label, photo.colour) for photo in photos} == {("Cups", "blue"), ("Hats", "red")}
    assert len({photo.object for photo in photos}) == 12


def test_a_catalog_is_measured_by_category_colour_and_title(
    shop: Merchant, encoder: ColourEncoder, tmp_path: Path
) -> None:
    call_command("evaluate", catalog=True, output=tmp_path)
    report = json.loads((tmp_path / "evaluation.json").read_text())
    values = {(one["task"], one["measure"]): one["value"] for one in report["figures"]}
    assert values["photo -> same label", "precision@10"] == 1
    assert values["photo -> same colour", "precision@10"] == 1
    assert values["colour word -> photos", "precision@10"] == 1
    assert ("title -> its photos", "recall@10") in values
