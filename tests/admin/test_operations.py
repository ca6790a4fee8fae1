"""The operators' page: merchants, queues, failures and sizes, for operators only."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from catalog.ingest.photos.sizes import measure_photos
from catalog.ingest.photos.storage import store_picture
from catalog.models import EncoderFailure, ImportRun, Merchant, Photo, Product, ProductIndexing
from catalog.operations.failures import failures
from catalog.operations.merchants import MerchantFigures, merchant_figures
from catalog.operations.queues import Waiting, messages, waiting
from catalog.operations.storage import storage
from tests.shop import Make, photo_of

pytestmark = pytest.mark.django_db
PAGE = reverse("operations")


def figures(merchant: Merchant) -> MerchantFigures:
    (found,) = [each for each in merchant_figures() if each.id == merchant.pk]
    return found


def queue(kind: str) -> Waiting:
    (found,) = [each for each in waiting() if each.kind == kind]
    return found


def test_only_operators_open_the_page(as_ada: Client, admin_client: Client, client: Client) -> None:
    assert as_ada.get(PAGE).status_code == 403
    assert client.get(PAGE).status_code == 302
    assert admin_client.get(PAGE).status_code == 200


def test_only_operators_see_the_link(as_ada: Client, admin_client: Client) -> None:
    assert PAGE not in as_ada.get(reverse("admin:index")).content.decode()
    assert PAGE in admin_client.get(reverse("admin:index")).content.decode()


def test_products_of_a_merchant_are_counted_by_what_shoppers_find(
    make: Make, merchant: Merchant
) -> None:
    found = make("Red mug", "red")
    make("Blue mug", "blue", active=False)
    Product.objects.create(merchant=merchant, external_id="x", title="New", price=Decimal(1))
    ProductIndexing.objects.exclude(product__external_id="x").update(state="ready")
    shown = figures(merchant)
    assert (shown.products, shown.active, shown.findable) == (3, 2, 1)
    assert (shown.pending, shown.failed, shown.photos) == (1, 0, 2)
    ProductIndexing.objects.filter(product=found).update(state="failed")
    assert figures(merchant).failed == 1


def test_nothing_of_a_merchant_that_is_not_active_is_findable(
    make: Make, merchant: Merchant
) -> None:
    make("Red mug", "red")
    Merchant.objects.update(active=False)
    assert figures(merchant).findable == 0


def test_photos_of_a_merchant_are_counted(ada: Merchant, ben: Merchant) -> None:
    product = ada.products.get()
    Photo.objects.create(product=product, source_url="https://ada.example/2.jpg", state="failed")
    Photo.objects.create(product=product, file="photos/x.jpg", state="ready")
    shown = figures(ada)
    assert (shown.photos, shown.photos_waiting, shown.photos_failed) == (1, 1, 1)


def test_sizes_of_stored_photos_are_summed(ada: Merchant, admin_client: Client) -> None:
    product = ada.products.get()
    for number in range(2):
        photo = Photo(product=product, source_url=f"https://ada.example/{number}.png")
        store_picture(photo_of("red")).fill(photo)
        photo.save()
    size = sum(Path(photo.file.path).stat().st_size for photo in Photo.objects.exclude(file=""))
    assert (figures(ada).photo_bytes, figures(ada).unmeasured) == (size, 0)


def test_photos_of_unknown_size_are_measured_by_workers(
    make: Make, merchant: Merchant, admin_client: Client
) -> None:
    photos = [make(f"Mug {number}", "red").photos.get() for number in range(3)]
    Path(photos[0].file.path).unlink()
    assert figures(merchant).unmeasured == 3
    assert "Of 3 photos the size is not known" in admin_client.get(PAGE).content.decode()
    assert measure_photos(count=2) == 2
    assert measure_photos() == 1
    assert measure_photos() == 0
    sizes = [Path(photo.file.path).stat().st_size for photo in photos[1:]]
    assert (figures(merchant).photo_bytes, figures(merchant).unmeasured) == (sum(sizes), 0)
    assert set(ProductIndexing.objects.values_list("attempts", flat=True)) == {0}


def test_last_import_of_a_merchant_is_shown(ada: Merchant, admin_client: Client) -> None:
    run = ImportRun.objects.create(merchant=ada, file="x", original_name="b", state="finished")
    shown = figures(ada)
    assert (shown.run, shown.run_label) == (run.pk, "Finished")
    page = admin_client.get(PAGE).content.decode()
    assert reverse("admin:catalog_importrun_change", args=[run.pk]) in page


def test_work_that_waits_is_counted_with_its_age(ada: Merchant, ben: Merchant) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    ada.import_runs.update(created_at=hour_ago, due_at=hour_ago)
    ben.import_runs.update(due_at=timezone.now() + timedelta(hours=1))
    runs = queue("imports")
    assert (runs.rows, runs.due, runs.oldest, runs.merchants) == (2, 1, hour_ago, 2)
    assert queue("products to embed").rows == 2
    assert queue("web servers with photos").rows == 2
    assert queue("deletions").oldest is None


def test_failures_are_counted_by_their_cause(ada: Merchant, ben: Merchant) -> None:
    Photo.objects.update(state="failed", reason="404 Not Found")
    ada.import_runs.update(state="failed", reason="The file is no table.")
    found = [(each.kind, each.reason, each.rows, each.merchants) for each in failures()]
    assert ("photos", "404 Not Found", 2, 2) in found
    assert ("imports of the last 30 days", "The file is no table.", 1, 1) in found


def test_messages_in_redis_are_counted(ada: Merchant) -> None:
    assert messages() is not None
    assert set(messages() or ()) == {"imports", "photos", "indexing", "upkeep"}


def test_page_opens_while_redis_is_away(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("refused")

    monkeypatch.setattr(current_app, "connection_for_read", refuse)
    assert "Redis does not answer" in admin_client.get(PAGE).content.decode()


def test_sizes_of_the_database_are_shown(admin_client: Client) -> None:
    sizes = storage()
    assert sizes.database_bytes > sum(each.bytes + each.index_bytes for each in sizes.tables) > 0
    assert "catalog_product" in admin_client.get(PAGE).content.decode()


def test_encoder_that_cannot_be_used_is_shown_with_its_cause(admin_client: Client) -> None:
    EncoderFailure.objects.create(
        host="worker-1", encoder="x", reason="No such model.", reported_at=timezone.now()
    )
    assert "No such model." in admin_client.get(PAGE).content.decode()


def test_more_merchants_take_no_more_statements(admin_client: Client, ada: Merchant) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(PAGE)
        return len(queries)

    one = statements()
    for number in range(5):
        Merchant.objects.create(name=f"m{number}", slug=f"m{number}")
    assert statements() == one
