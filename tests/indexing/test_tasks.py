"""Waking workers, and what the sweep looks after."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
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
from tests.indexing.shop import CountingEncoder, make_product
from tests.shop import photo_of

pytestmark = pytest.mark.django_db
# Rounds run in threads of their own, which see and leave only what is committed.
committed = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks that were enqueued, in place of a broker."""
    cache.clear()
    enqueued: list[str] = []
    for name in ("index_products", "settle_versions"):
        task = getattr(tasks, name)
        monkeypatch.setattr(task, "delay", lambda name=name: enqueued.append(name))
    return enqueued


def test_many_changes_wake_one_worker(
    woken: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(1000):
            tasks.wake_indexing()
        assert woken == [], "not before the commit"
    assert woken == ["index_products"]


@committed
def test_a_change_during_indexing_wakes_again(woken: list[str], encoder: CountingEncoder) -> None:
    tasks._wake()
    tasks.index_products()
    tasks._wake()
    assert woken.count("index_products") == 2


def fail_as(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("index_products.delay", OperationalError("Connection refused")),
        ("cache.add", RedisConnectionError("Connection refused")),
    ],
)
def test_a_lost_broker_does_not_fail_the_caller(
    what: str,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(f"catalog.tasks.{what}", fail_as(error))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.wake_indexing()
    assert "for the sweep: Connection refused" in caplog.text


@committed
def test_indexing_drains_what_is_due(woken: list[str], encoder: CountingEncoder) -> None:
    for n in range(20):
        make_product(f"Mug {n}")
    tasks.index_products()
    assert index_due().claimed == 0
    assert woken == ["settle_versions"]


@committed
def test_what_does_not_fit_in_time_is_left_to_the_next_task(
    woken: list[str], encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "INDEXING_SECONDS", 0)
    make_product("Mug")
    tasks.index_products()
    assert woken == ["index_products"]


@committed
@override_settings(SHOP_ENCODER="local-dir:/nowhere")
def test_products_wait_for_an_encoder_that_cannot_be_loaded(
    woken: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    make_product("Mug")
    tasks.index_products()
    assert "There is no folder /nowhere" in caplog.text
    assert woken == []


def test_the_sweep_wakes_only_for_due_products(woken: list[str], encoder: CountingEncoder) -> None:
    tasks.sweep()
    assert woken == ["settle_versions"]
    make_product("Mug")
    tasks.sweep()
    assert "index_products" in woken


def test_the_sweep_deletes_what_has_expired(
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
    kept = query_photo(1)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()
    assert list(QueryPhoto.objects.all()) == [kept]
    assert Search.objects.count() == 1
    assert [path.name for path in media.rglob("*.jpg")] == [Path(str(kept.file)).name]


@committed
def test_settling_builds_the_index_and_calibrates(encoder: CountingEncoder) -> None:
    make_product("Blue mug", "blue")
    index_due()
    tasks.settle_versions()
    version = EncoderVersion.objects.get()
    assert version.calibrated_at is not None
    assert version.calibrated_rows == 1


@committed
def test_settling_switches_to_a_complete_version(encoder: CountingEncoder) -> None:
    make_product("Blue mug", "blue")
    index_due()
    EncoderVersion.objects.update(state="building")
    tasks.settle_versions()
    assert EncoderVersion.objects.get().state == "serving"
