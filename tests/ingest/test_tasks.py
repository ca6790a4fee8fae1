"""Imports and photos by address are worked on, with or without a broker that remembers."""

import pytest
from django.core.cache import cache

from catalog import tasks
from catalog.models import ImportState, Merchant, Photo, Product
from tests.ingest.conftest import MUG, Import, catalog_zip, table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """The tasks that were enqueued, in place of a broker."""
    cache.clear()
    sent: list[tuple[object, ...]] = []
    for name in ("run_import", "fetch_photos", "index_products", "settle_versions"):
        task = getattr(tasks, name)
        monkeypatch.setattr(task, "delay", lambda *given, name=name: sent.append((name, *given)))
    return sent


def test_an_import_wakes_whoever_comes_next(
    upload: Import, woken: list[tuple[object, ...]]
) -> None:
    first, second = upload(catalog_zip(MUG)), upload(catalog_zip(MUG))
    tasks.run_import(first.pk)
    first.refresh_from_db()
    assert first.state == ImportState.FINISHED
    assert ("fetch_photos",) in woken
    assert ("run_import", second.pk) in woken


def test_the_sweep_resumes_a_forgotten_import(
    upload: Import, woken: list[tuple[object, ...]]
) -> None:
    forgotten = upload(table(MUG))
    tasks.sweep()
    assert ("run_import", forgotten.pk) in woken


def test_the_sweep_wakes_the_fetching_only_for_photos_that_are_due(
    merchant: Merchant, woken: list[tuple[object, ...]]
) -> None:
    product = Product.objects.create(merchant=merchant, external_id="1", title="Mug", price=9)
    tasks.sweep()
    assert ("fetch_photos",) not in woken
    Photo.objects.create(product=product, source_url="https://shop.example/1.jpg")
    tasks.sweep()
    assert ("fetch_photos",) in woken


def test_fetching_ends_when_nothing_is_due(woken: list[tuple[object, ...]]) -> None:
    tasks.fetch_photos()
    assert ("fetch_photos",) not in woken
