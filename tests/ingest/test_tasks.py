"""Tasks of imports and photo fetching, also after a broker has lost them."""

import pytest
from django.conf import settings
from django.core.cache import cache

from catalog import tasks
from catalog.ingest import run as run_module
from catalog.models import ImportState, Merchant, Photo, Product, VocabularyTerm
from tests.ingest.conftest import MUG, Import, catalog_zip, table
from tests.ingest.feeds import active_ids, import_feed, mugs, start_feed

pytestmark = pytest.mark.django_db

TASKS = (
    "run_import",
    "retire_missing",
    "fetch_photos",
    "index_products",
    "settle_versions",
    "refresh_vocabulary",
)


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Record tasks and their arguments instead of sending them to a broker."""
    cache.clear()
    tasks_sent: list[tuple[object, ...]] = []
    for name in TASKS:
        task = getattr(tasks, name)
        monkeypatch.setattr(
            task, "delay", lambda *arguments, name=name: tasks_sent.append((name, *arguments))
        )
    return tasks_sent


def test_an_import_task_wakes_photo_fetching_and_the_next_import(
    upload: Import, sent: list[tuple[object, ...]]
) -> None:
    first, second = upload(catalog_zip(MUG)), upload(catalog_zip(MUG))
    tasks.run_import(first.pk)
    first.refresh_from_db()
    assert first.state == ImportState.FINISHED
    assert ("fetch_photos",) in sent
    second.refresh_from_db()
    assert ("run_import", second.pk, second.due_at.isoformat()) in sent


def test_the_sweep_resumes_a_forgotten_import(
    upload: Import, sent: list[tuple[object, ...]]
) -> None:
    forgotten = upload(table(MUG))
    tasks.sweep()
    forgotten.refresh_from_db()
    assert ("run_import", forgotten.pk, forgotten.due_at.isoformat()) in sent


def test_of_two_messages_for_an_import_one_continues_it(
    upload: Import, sent: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else each would enqueue a successor, and the import get more than its turn."""
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0)
    monkeypatch.setattr(run_module, "BATCH_ROWS", 1)
    run = upload(table(*(MUG | {"id": str(number)} for number in range(9))))
    run.refresh_from_db()
    for _ in range(2):
        tasks.run_import(run.pk, run.due_at.isoformat())
    assert len([message for message in sent if message[0] == "run_import"]) == 1
    assert Product.objects.count() == 1


def test_missing_products_are_retired_in_slices_by_a_task_of_the_import_queue(
    merchant: Merchant, sent: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    import_feed(merchant, mugs(range(10)))
    run = start_feed(merchant, mugs(range(8)))
    tasks.run_import(run.pk)
    assert sent.count(("retire_missing",)) == 1
    assert len(active_ids(merchant)) == 10
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "SLICE_SECONDS", 0)
        tasks.retire_missing()
    assert sent.count(("retire_missing",)) == 2
    tasks.retire_missing()
    assert sent.count(("retire_missing",)) == 2
    assert len(active_ids(merchant)) == 8
    assert settings.CELERY_TASK_ROUTES[tasks.retire_missing.name] == {"queue": "imports"}


def test_the_sweep_wakes_photo_fetching_only_for_due_photos(
    merchant: Merchant, sent: list[tuple[object, ...]]
) -> None:
    product = Product.objects.create(merchant=merchant, external_id="1", title="Mug", price=9)
    tasks.sweep()
    assert ("fetch_photos",) not in sent
    Photo.objects.create(product=product, source_url="https://shop.example/1.jpg")
    tasks.sweep()
    assert ("fetch_photos",) in sent


def test_photo_fetching_ends_when_nothing_is_due(sent: list[tuple[object, ...]]) -> None:
    tasks.fetch_photos()
    assert ("fetch_photos",) not in sent


def test_an_import_has_the_vocabulary_refreshed(
    upload: Import, sent: list[tuple[object, ...]]
) -> None:
    tasks.run_import(upload(table(MUG)).pk)
    assert ("refresh_vocabulary",) in sent
    tasks.refresh_vocabulary()
    assert VocabularyTerm.objects.filter(facet="title").exists()
