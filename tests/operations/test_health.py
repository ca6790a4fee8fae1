"""Liveness needs no other service; readiness names the missing part, and never hangs."""

import re
import shutil
import threading
import time
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.indexing.hnsw import ensure_index
from catalog.models import EncoderFailure, EncoderState, EncoderVersion
from shop_search import photo_readiness, readiness
from shop_search.child import Child
from tests.attacks.full_disk import small_disk
from tests.encoders import ColourEncoder
from tests.worker import database_url

pytestmark = pytest.mark.slow
NOWHERE = "postgresql://postgres@127.0.0.1:1/shop"
# An address for documentation (RFC 5737): packets to it are not answered.
SILENT = "postgresql://postgres@192.0.2.1:5432/shop"
NO_REDIS = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    readiness._memory.clear()


@pytest.fixture
def on_test_database(settings: Settings, django_db_setup: None) -> None:
    settings.DATABASE_URL = database_url()


def parts(client: Client) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = client.get("/readyz").json()["parts"]
    return found


def test_liveness_is_200_without_a_database(client: Client, settings: Settings) -> None:
    settings.DATABASE_URL = NOWHERE
    assert client.get("/livez").status_code == 200


def test_liveness_does_not_query_the_database(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/livez")


@pytest.mark.parametrize("url", [NOWHERE, SILENT])
def test_readiness_is_503_while_the_database_is_down(
    client: Client, settings: Settings, url: str
) -> None:
    settings.DATABASE_URL = url
    began = time.monotonic()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["parts"]["database"]["ok"] is False
    assert time.monotonic() - began < 8


@pytest.mark.usefixtures("on_test_database")
def test_readiness_is_503_while_a_migration_is_missing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        readiness, "_migrations_on_disk", lambda: frozenset({("catalog", "0099_new")})
    )
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "catalog.0099_new" in response.json()["parts"]["migrations"]["detail"]


@pytest.mark.usefixtures("on_test_database")
def test_readiness_is_degraded_while_redis_is_down(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = NO_REDIS
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["parts"]["broker"]["ok"] is False


@pytest.mark.usefixtures("on_test_database")
def test_readiness_reports_that_no_worker_replies(client: Client) -> None:
    assert parts(client)["worker"] == {"ok": False, "detail": "none answers; imports wait"}


@pytest.mark.services
@pytest.mark.usefixtures("on_test_database", "celery_worker_process")
def test_readiness_reports_a_consuming_worker(client: Client) -> None:
    assert parts(client)["worker"] == {"ok": True, "detail": "answers"}


@pytest.mark.services
@pytest.mark.usefixtures("on_test_database")
def test_readiness_reports_a_worker_with_stopped_processes(
    client: Client, celery_worker_process: Child
) -> None:
    pool = psutil.Process(celery_worker_process.pid).children()
    assert pool
    for process in pool:
        process.suspend()
    try:
        worker = parts(client)["worker"]
    finally:
        for process in pool:
            process.resume()
    assert worker == {"ok": False, "detail": "its processes are stopped; imports wait"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_test_database")
def test_readiness_before_the_first_product_reports_no_photo_search(client: Client) -> None:
    assert parts(client)["photo_search"] == {
        "ok": False,
        "detail": "no product has been indexed yet; searches by words work",
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_test_database", "version")
def test_readiness_reports_photo_search_once_the_encoder_is_loaded(client: Client) -> None:
    assert parts(client)["photo_search"] == {"ok": True, "detail": "works"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_test_database", "version")
def test_readiness_reports_a_loading_encoder_without_waiting(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = threading.Event()
    loading = 0

    def load(_name: str, _fingerprint: str) -> None:
        nonlocal loading
        loading += 1
        loaded.wait(20)

    monkeypatch.setattr(photo_readiness, "load_encoder", load)
    reports = [parts(client)["photo_search"] for _ in range(2)]
    loaded.set()
    assert (
        reports
        == [{"ok": False, "detail": "the encoder is being loaded; searches by words work"}] * 2
    )
    assert loading == 1


@pytest.fixture
def failure(transactional_db: None) -> EncoderFailure:
    return EncoderFailure.objects.create(
        host="worker-1", encoder="ViT-B-23/x", reason="No such model.", reported_at=timezone.now()
    )


@pytest.mark.usefixtures("on_test_database", "failure", "version")
def test_readiness_is_degraded_while_workers_cannot_use_the_encoder(client: Client) -> None:
    report = client.get("/readyz").json()
    assert report["status"] == "degraded"
    assert report["parts"]["encoder"] == {
        "ok": False,
        "detail": f"test:colour ({ColourEncoder.fingerprint[:8]}); new and changed products wait, "
        "as worker-1 cannot use SHOP_ENCODER=ViT-B-23/x: No such model.",
    }
    assert report["parts"]["photo_search"]["ok"], "the serving version still answers"


@pytest.mark.usefixtures("on_test_database", "failure")
def test_readiness_says_why_no_encoder_version_serves_yet(client: Client) -> None:
    encoder = parts(client)["encoder"]
    assert not encoder["ok"]
    assert "no encoder version serves yet; new and" in str(encoder["detail"])
    assert "SHOP_ENCODER=ViT-B-23/x: No such model." in str(encoder["detail"])


@pytest.mark.usefixtures("on_test_database", "version")
def test_readiness_does_not_believe_an_old_report(client: Client, failure: EncoderFailure) -> None:
    EncoderFailure.objects.update(reported_at=timezone.now() - timedelta(minutes=6))
    assert parts(client)["encoder"]["ok"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_test_database")
def test_readiness_reports_a_missing_index(client: Client) -> None:
    version = EncoderVersion.objects.create(
        name="test:colour", fingerprint="abcdef012345", dimension=3, state=EncoderState.SERVING
    )
    reported = parts(client)
    assert reported["encoder"] == {"ok": True, "detail": "test:colour (abcdef01)"}
    assert reported["index"] == {
        "ok": False,
        "detail": f"{version.index_name} is missing; searches are exact",
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_test_database")
def test_readiness_reports_an_invalid_index(client: Client) -> None:
    version = EncoderVersion.objects.create(
        name="test:colour", fingerprint="abcdef012345", dimension=3, state=EncoderState.SERVING
    )
    ensure_index(version)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(%s)",
            [version.index_name],
        )
    detail = f"{version.index_name} is invalid; searches are exact"
    assert parts(client)["index"] == {"ok": False, "detail": detail}


def test_readiness_reports_free_disk_space(client: Client, media: Path) -> None:
    disk = readiness.disk_parts()[0]
    assert disk.ok
    assert re.search(r"[0-9.]+ (MB|GB) free for photos and uploads", disk.detail)


@pytest.mark.usefixtures("on_test_database")
@pytest.mark.parametrize(
    ("reserve", "detail"), [(2**60, "full, nothing is stored any more"), (None, "nearly full")]
)
def test_readiness_is_degraded_while_the_disk_is_full(
    client: Client, settings: Settings, media: Path, reserve: int | None, detail: str
) -> None:
    settings.SHOP_DISK_RESERVE_BYTES = reserve or shutil.disk_usage(media).free // 2
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert detail in response.json()["parts"]["disk"]["detail"]
    assert response.json()["parts"]["disk"]["ok"] is False


def test_readiness_reports_a_hanging_disk_and_keeps_one_thread(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()

    def silent(_: object) -> None:
        released.wait(60)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.statvfs", silent)
    monkeypatch.setattr(readiness, "TIMEOUT", 0.1)
    before = threading.active_count()
    for _ in range(5):
        assert "silent" in readiness.disk_parts()[0].detail
    assert threading.active_count() == before + 1
    released.set()
    monkeypatch.setattr(readiness, "TIMEOUT", 10)
    assert "Input/output error" in readiness.disk_parts()[0].detail


def test_readiness_reports_a_full_file_system(settings: Settings, tmp_path: Path) -> None:
    """The file system is really full where mounting is allowed, else not full at all."""
    settings.MEDIA_ROOT, settings.SHOP_DISK_RESERVE_BYTES = tmp_path / "media", 0
    with small_disk(tmp_path / "media") as mounted:
        disk = readiness.disk_parts()[0]
        assert disk.ok is not mounted
        assert ("full, nothing" in disk.detail) is mounted


def test_readiness_accepts_folders_that_do_not_exist_yet(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "not" / "yet"
    assert readiness.disk_parts()[0].ok
