"""Importing a catalog creates products, and importing it again updates only what differs."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path, PurePosixPath

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from catalog.ingest.retention import delete_old_journals
from catalog.models import (
    Availability,
    ImportRun,
    ImportState,
    Merchant,
    Photo,
    Product,
    ProductIndexing,
    WorkState,
)
from tests.ingest.conftest import MUG, Import, catalog_zip, jpeg

pytestmark = pytest.mark.django_db


def counts(run: object) -> tuple[int, ...]:
    return tuple(getattr(run, name) for name in ("created", "changed", "unchanged", "invalid"))


def test_a_zip_of_a_table_and_photos_becomes_products(imported: Import) -> None:
    run = imported(
        catalog_zip(
            MUG
            | {
                "availability": "Out of Stock",
                "product_type": "Home > Kitchen > Mugs",
                "sale_price": "8.00 EUR",
                "custom_label_0": "Summer",
            }
        )
    )
    product = Product.objects.get()
    assert (run.state, counts(run)) == (ImportState.FINISHED, (1, 0, 0, 0))
    assert product.title == "Blue mug"
    assert (product.price, product.sale_price, product.currency) == (
        Decimal("9.50"),
        Decimal(8),
        "EUR",
    )
    assert product.availability == Availability.OUT_OF_STOCK
    assert product.category is not None
    assert product.category.path == "home/kitchen/mugs"
    assert product.attributes == {"color": "blue"}
    assert product.tags == ["summer"]


def test_an_imported_photo_is_stored_as_jpeg_under_a_random_name(imported: Import) -> None:
    imported(catalog_zip(MUG))
    photo = Photo.objects.get()
    assert photo.state == WorkState.READY
    assert (photo.width, photo.height) == (64, 48)
    assert "mug" not in str(photo.file.name)
    with photo.file.open("rb") as file:
        assert file.read(3) == b"\xff\xd8\xff"


def test_importing_the_same_file_again_writes_nothing_to_the_catalog(imported: Import) -> None:
    data = catalog_zip(MUG | {"product_type": "Home > Mugs", "custom_label_0": "Summer"})
    imported(data)
    ProductIndexing.objects.update(state=WorkState.READY)
    with CaptureQueriesContext(connection) as queries:
        run = imported(data)
    writes = [
        query["sql"]
        for query in queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
        and re.search(r"catalog_(importrun|feed|feedproducts)\b", query["sql"]) is None
    ]
    assert writes == []
    assert counts(run) == (0, 0, 1, 0)
    assert ProductIndexing.objects.get().state == WorkState.READY


def test_a_new_price_does_not_requeue_the_product_for_indexing(imported: Import) -> None:
    imported(catalog_zip(MUG))
    ProductIndexing.objects.update(state=WorkState.READY)
    run = imported(catalog_zip(MUG | {"price": "7 EUR"}))
    assert counts(run) == (0, 1, 0, 0)
    assert Product.objects.get().price == 7
    assert ProductIndexing.objects.get().state == WorkState.READY


def test_a_new_title_requeues_the_product_for_indexing(imported: Import) -> None:
    imported(catalog_zip(MUG))
    ProductIndexing.objects.update(state=WorkState.READY)
    imported(catalog_zip(MUG | {"title": "Green mug"}))
    assert ProductIndexing.objects.get().state == WorkState.PENDING


def test_replacing_a_photo_keeps_the_old_file_until_the_import_can_no_longer_be_undone(
    imported: Import,
    media: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    imported(catalog_zip(MUG))
    old = Photo.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        imported(catalog_zip(MUG, photos={"photos/mug.jpg": jpeg("green")}))
    new = Photo.objects.get()
    assert new.sha256 != old.sha256
    stored = {path.name for path in (media / "photos").rglob("*.jpg")}
    assert stored == {PurePosixPath(str(photo.file.name)).name for photo in (old, new)}
    ImportRun.objects.update(finished_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_old_journals() == 2
    assert not default_storage.exists(str(old.file.name))
    assert default_storage.exists(str(new.file.name))


def test_photos_keep_the_order_of_the_feed(imported: Import) -> None:
    photos = {"1.jpg": jpeg("red"), "2.jpg": jpeg("green")}
    row = MUG | {"image_link": "1.jpg", "additional_image_link": "2.jpg"}
    imported(catalog_zip(row, photos=photos))
    red, green = Photo.objects.order_by("position")
    imported(
        catalog_zip(MUG | {"image_link": "2.jpg", "additional_image_link": "1.jpg"}, photos=photos)
    )
    assert list(Photo.objects.order_by("position")) == [green, red]


def test_a_photo_added_by_hand_survives_an_import(imported: Import) -> None:
    imported(catalog_zip(MUG))
    by_hand = Photo.objects.create(product=Product.objects.get(), file="photos/hand.jpg")
    imported(catalog_zip(MUG | {"title": "Green mug"}))
    assert Photo.objects.filter(pk=by_hand.pk).exists()


def test_photos_with_a_web_address_are_left_pending(imported: Import) -> None:
    imported(catalog_zip(MUG | {"image_link": "https://shop.example/1.jpg"}, photos={}))
    photo = Photo.objects.get()
    assert (photo.state, photo.source_url) == (WorkState.PENDING, "https://shop.example/1.jpg")


def test_a_product_of_another_merchant_with_the_same_id_is_not_changed(imported: Import) -> None:
    other = Merchant.objects.create(name="Ben's", slug="bens")
    Product.objects.create(merchant=other, external_id="mug-1", title="Ben's mug", price=1)
    imported(catalog_zip(MUG))
    assert other.products.get().title == "Ben's mug"
