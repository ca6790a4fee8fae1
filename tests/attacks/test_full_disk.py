"""A full or failing disk: 503 with the cause, or a result without storing, and never a 500.

No partial files are left behind.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from catalog.ingest.control import start_import
from catalog.ingest.photos import refreshing
from catalog.ingest.run import run_import
from catalog.models import ImportRun, Merchant, Photo, Product, QueryPhoto, Search, WorkState
from catalog.remote.photo_fetching import FetchedPhoto
from catalog.remote.validators import NO_VALIDATORS
from tests.admin.conftest import make_merchant as new_merchant
from tests.api.conftest import refused
from tests.attacks.full_disk import (
    ERRORS,
    fail_to_save,
    fill,
    no_file_larger_than,
    small_disk,
    write_to_dev_full,
)
from tests.ingest.conftest import MUG, catalog_zip, jpeg
from tests.ingest.fetching import fetch_all_due
from tests.shop import Make, upload

pytestmark = pytest.mark.django_db
# Above the size from which Django stores uploads in temporary files.
MEGABYTE = 1024 * 1024
LARGE = 3 * MEGABYTE


@pytest.fixture(params=["full", *ERRORS])
def no_room(
    request: pytest.FixtureRequest,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:
    """A media folder in which nothing can be stored."""
    folder = tmp_path / "disk"
    settings.MEDIA_ROOT = folder
    settings.SHOP_DISK_RESERVE_BYTES = 0
    if request.param in ERRORS:
        fail_to_save(monkeypatch, ERRORS[request.param])
        yield folder
        return
    with small_disk(folder) as mounted:
        if mounted:
            fill(folder)
        else:
            write_to_dev_full(monkeypatch)
        yield folder


def left(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    return [path for path in found if path.name != "others"]


@pytest.fixture
def ada(db: None) -> Merchant:
    return new_merchant("ada")


@pytest.fixture
def as_ada(ada: Merchant) -> Client:
    client = Client()
    client.force_login(ada.users.get())
    return client


def test_page_photo_search_on_a_full_disk_gets_503_and_stores_nothing(
    client: Client, make: Make, no_room: Path
) -> None:
    response = client.post("/search/", {"upload": upload(jpeg()), "q": "in blue"})
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "Searching by words works" in response.content.decode()
    assert 'value="in blue"' in response.content.decode()
    assert left(no_room) == []
    assert not QueryPhoto.objects.exists()


@pytest.mark.usefixtures("version", "no_room")
def test_text_search_works_on_a_full_disk(client: Client) -> None:
    assert client.get("/search/", {"q": "cup"}).status_code == 200
    found = client.post("/api/v1/searches/", {"text": "cup"}, content_type="application/json")
    assert found.status_code == 200
    assert client.get(f"/api/v1/searches/{found.json()['id']}/").status_code == 200


@pytest.mark.usefixtures("version")
def test_api_photo_search_on_a_full_disk_works_without_storing(
    client: Client, no_room: Path
) -> None:
    response = client.post("/api/v1/searches/", {"photo": upload(jpeg())})
    assert response.status_code == 200
    answer = response.json()
    assert (answer["photo_id"], answer["next"]) == (None, None)
    assert any("could not be kept" in notice for notice in answer["notices"])
    refused(client.get(f"/api/v1/searches/{answer['id']}/"), 404)
    assert left(no_room) == []
    assert not Search.objects.exists()


def post_catalog(client: Client, merchant: Merchant, data: bytes) -> Any:
    file = SimpleUploadedFile("catalog.zip", data)
    url = reverse("admin:catalog_importrun_add")
    return client.post(url, {"merchant": merchant.pk, "file": file, "dialect": ""})


def refused_page(response: Any) -> None:
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert b"cannot store anything just now" in response.content


def test_catalog_upload_on_a_full_disk_leaves_no_import_run(
    as_ada: Client, ada: Merchant, no_room: Path
) -> None:
    refused_page(post_catalog(as_ada, ada, catalog_zip(MUG)))
    assert ada.import_runs.count() == 1  # the fixture's
    assert left(no_room) == []


def test_photo_that_cannot_be_stored_does_not_replace_another(
    as_ada: Client, ada: Merchant, no_room: Path
) -> None:
    product = ada.products.get()
    product.photos.update(file="photos/old.jpg", state=WorkState.READY, sha256="old")
    photo = product.photos.get()
    form = {"product": product.pk, "position": 5, "alt": "", "upload": upload(jpeg())}
    refused_page(as_ada.post(reverse("admin:catalog_photo_change", args=[photo.pk]), form))
    photo.refresh_from_db()
    assert (photo.file.name, photo.state, photo.position) == ("photos/old.jpg", "ready", 0)
    assert left(no_room) == []


def test_import_on_a_full_disk_reports_rows_with_photos_only(
    no_room: Path, ada: Merchant, settings: Settings, tmp_path: Path
) -> None:
    run = ada.import_runs.get()
    # The upload was stored before the disk was full.
    (tmp_path / "upload").write_bytes(catalog_zip(MUG, MUG | {"id": "2", "image_link": ""}))
    no_room.mkdir(exist_ok=True)
    (no_room / "imports").symlink_to(tmp_path)
    run.file.name = "imports/upload"
    run.save()
    run_import(run.pk)
    run.refresh_from_db()
    assert (run.state, run.created, run.invalid) == ("finished", 1, 1)
    error = run.outcomes.get(severity="error", row=2, external_id="mug-1")
    assert "could not be stored" in error.message
    assert not Photo.objects.filter(product__external_id="mug-1").exists()
    assert left(no_room / "photos") == []


@pytest.mark.django_db(transaction=True)
def test_fetched_photo_on_a_full_disk_stays_pending(
    no_room: Path, ada: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = FetchedPhoto(data=jpeg(), validators=NO_VALIDATORS)
    monkeypatch.setattr(refreshing, "fetch_photo", lambda *_, **__: fetched)
    fetch_all_due()
    photo = Photo.objects.get()
    assert (photo.state, photo.attempts, photo.file.name) == (WorkState.PENDING, 1, "")
    assert "could not be stored" in photo.reason
    assert left(no_room) == []


@pytest.mark.usefixtures("no_room")
def test_commands_on_a_full_disk_fail_with_one_line(ada: Merchant, tmp_path: Path) -> None:
    (tmp_path / "feed.zip").write_bytes(catalog_zip(MUG))
    with pytest.raises(CommandError, match=r"no room to store feed\.zip"):
        call_command("import_catalog", str(tmp_path / "feed.zip"), merchant="ada")
    with pytest.raises(CommandError, match="no room for the demo"):
        call_command("load_demo", count=1)
    assert not Product.objects.exclude(merchant=ada).exists()


def test_disk_reserve_is_left_free(
    client: Client, make: Make, settings: Settings, media: Path
) -> None:
    """The reserve is for other programs, such as a database on the same disk."""
    settings.SHOP_DISK_RESERVE_BYTES = 2**60
    assert client.post("/search/", {"upload": upload(jpeg())}).status_code == 503
    assert left(media) == []


@pytest.fixture
def no_scratch(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Space in the media folder, but none for temporary files."""
    folder = tmp_path / "scratch"
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with small_disk(folder) as mounted, ExitStack() as limits:
        if mounted:
            fill(folder)
        else:
            limits.enter_context(no_file_larger_than(MEGABYTE))
        yield folder


@pytest.mark.usefixtures("no_scratch")
def test_catalog_upload_without_temporary_space_gets_503(as_ada: Client, ada: Merchant) -> None:
    refused_page(post_catalog(as_ada, ada, bytes(LARGE)))
    assert ada.import_runs.count() == 1


@pytest.mark.usefixtures("no_scratch", "version")
def test_large_photo_on_the_page_without_temporary_space_gets_503(client: Client) -> None:
    photo = jpeg() + bytes(LARGE)
    refused_page(client.post("/search/", {"upload": upload(photo)}))
    found = client.post("/api/v1/searches/", {"photo": upload(photo)})
    assert found.status_code == 200, "an app's photo needs no temporary file"


@pytest.mark.usefixtures("no_scratch")
def test_import_without_space_to_unpack_says_so(as_ada: Client, ada: Merchant) -> None:
    data = catalog_zip(*(MUG | {"id": str(n), "title": "x" * 90} for n in range(20_000)))
    # The upload request checks only the beginning, in memory.
    assert post_catalog(as_ada, ada, data).status_code == 302
    run = start_import(merchant=ada, user=None, file=ContentFile(data), name="feed.zip")
    ImportRun.objects.exclude(pk=run.pk).delete()
    run_import(run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "no room to unpack" in run.reason


def test_import_without_space_for_parent_products_says_so(
    ada: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page limit replaces the full disk: SQLite chooses its folder once per process."""

    def connect(*_: object, **__: object) -> sqlite3.Connection:
        database = sqlite3.Connection("", isolation_level=None)
        database.execute("PRAGMA max_page_count = 100")
        return database

    monkeypatch.setattr("catalog.ingest.dialects.parents.sqlite3.connect", connect)
    columns = "ID,Type,SKU,Name,Parent,Regular price,Description"
    rows = [f"{n},variable,P{n},Shirt,,,{'x' * 2000}" for n in range(4000)]
    rows.append("9000,variation,V1,Shirt,P1,9.00,")
    data = "\n".join([columns, *rows]).encode()
    run = start_import(merchant=ada, user=None, file=ContentFile(data), name="woo.csv")
    ImportRun.objects.exclude(pk=run.pk).delete()
    run_import(run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "no room" in run.reason
