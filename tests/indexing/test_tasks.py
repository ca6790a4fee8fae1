"""Tasks of indexing: waking a worker, settling versions, and the sweep."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks
from redis.exceptions import ConnectionError as RedisConnectionError

from catalog import tasks
from catalog.indexing.batch import index_due
from catalog.models import EncoderVersion, QueryPhoto, Search
from catalog.search.photos import store_query_photo
from catalog.waking import wake_once
from shop_search.celery import app
from tests.indexing.products import CountingEncoder, make_product
from tests.shop import photo_of

pytestmark = pytest.mark.django_db
# Rounds run in other threads, which see only committed rows.
committed = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of enqueued tasks. Replaces the broker."""
    cache.clear()
    names: list[str] = []
    for name in ("index_products", "settle_versions"):
        task = getattr(tasks, name)
        monkeypatch.setattr(task, "delay", lambda name=name: names.append(name))
    monkeypatch.setattr(tasks.refresh_vocabulary, "delay", lambda: None)
    return names


def test_many_changes_enqueue_one_task_at_commit(
    enqueued: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(1000):
            tasks.wake_indexing()
        assert enqueued == [], "not before the commit"
    assert enqueued == ["index_products"]


@committed
def test_change_during_indexing_enqueues_another_task(
    enqueued: list[str], encoder: CountingEncoder
) -> None:
    wake_once(tasks.index_products)
    tasks.index_products()
    wake_once(tasks.index_products)
    assert enqueued.count("index_products") == 2


def fail_as(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("tasks.index_products.delay", OperationalError("Connection refused")),
        ("waking.cache.add", RedisConnectionError("Connection refused")),
    ],
)
def test_wake_indexing_does_not_raise_without_broker_or_cache(
    target: str,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(f"catalog.{target}", fail_as(error))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.wake_indexing()
    assert "for the sweep: Connection refused" in caplog.text


@committed
def test_index_products_indexes_all_due_products(
    enqueued: list[str], encoder: CountingEncoder
) -> None:
    for n in range(20):
        make_product(f"Mug {n}")
    tasks.index_products()
    assert index_due().claimed == 0
    assert enqueued == ["settle_versions"]


@committed
def test_index_products_enqueues_a_successor_when_time_is_up(
    enqueued: list[str], encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0)
    make_product("Mug")
    tasks.index_products()
    assert enqueued == ["index_products"]


@committed
@override_settings(SHOP_ENCODER="local-dir:/nowhere")
def test_index_products_logs_an_encoder_that_cannot_be_loaded(
    enqueued: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    make_product("Mug")
    tasks.index_products()
    assert "There is no folder /nowhere" in caplog.text
    assert enqueued == []


def test_sweep_enqueues_indexing_only_for_due_products(
    enqueued: list[str], encoder: CountingEncoder
) -> None:
    tasks.sweep()
    assert enqueued == ["settle_versions"]
    make_product("Mug")
    tasks.sweep()
    assert "index_products" in enqueued


def test_sweep_deletes_expired_photos_and_searches(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    def query_photo(hours: int) -> QueryPhoto:
        expires = timezone.now() + timedelta(hours=hours)
        photo = store_query_photo(photo_of("red" if hours > 0 else "blue"))
        photo.stored.expires_at = photo.expires_at = expires
        photo.stored.save()
        photo.save()
        Search.objects.create(photo=photo, parameters={}, expires_at=expires)
        return photo

    query_photo(-1)
    live = query_photo(1)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()
    assert list(QueryPhoto.objects.all()) == [live]
    assert Search.objects.count() == 1
    assert [path.name for path in media.rglob("*.jpg")] == [Path(str(live.file)).name]


@committed
def test_settle_versions_builds_the_index_and_calibrates(encoder: CountingEncoder) -> None:
    make_product("Blue mug", "blue")
    index_due()
    tasks.settle_versions()
    version = EncoderVersion.objects.get()
    assert version.calibrated_at is not None
    assert version.calibrated_rows == 1


@committed
def test_settle_versions_promotes_a_complete_version(encoder: CountingEncoder) -> None:
    make_product("Blue mug", "blue")
    index_due()
    EncoderVersion.objects.update(state="building")
    tasks.settle_versions()
    assert EncoderVersion.objects.get().state == "serving"


def test_every_scheduled_task_is_registered() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled <= set(app.tasks)
