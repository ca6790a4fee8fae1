"""Files without a row are deleted after a while; all other files stay."""

import os
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog import tasks
from catalog.files import orphans
from catalog.files.orphans import find_orphans, sweep_next_folder
from catalog.ingest.control import start_import
from catalog.ingest.retention import MEDIA_FOLDERS
from catalog.ingest.run import run_import
from catalog.models import ImportRun, Merchant, Photo, Product
from catalog.search.photos import store_query_photo
from tests.ingest.conftest import MUG, catalog_zip, jpeg
from tests.shop import photo_of

pytestmark = pytest.mark.django_db
PHOTOS, IMPORTS, QUERIES = MEDIA_FOLDERS


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def product(merchant: Merchant) -> Product:
    return Product.objects.create(merchant=merchant, external_id="1", title="Cup", price=1)


def put(name: str, *, age: timedelta = timedelta(days=30)) -> str:
    name = default_storage.save(name, ContentFile(jpeg()))
    then = time.time() - age.total_seconds()
    os.utime(default_storage.path(name), (then, then))
    return name


def put_orphan(folder: str, ending: str = ".jpg", **age: timedelta) -> str:
    return put(f"{folder}/{uuid.uuid4().hex}{ending}", **age)


def stored_photo(product: Product, folder: str = "photos/2026/01") -> str:
    return Photo.objects.create(product=product, file=put_orphan(folder)).file.name or ""


def sweep_all() -> None:
    for media in MEDIA_FOLDERS:
        for _ in media.folders():
            sweep_next_folder(media)


def stored_files() -> set[str]:
    root = Path(default_storage.path("."))
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_files_without_a_row_are_deleted(product: Product) -> None:
    kept = stored_photo(product)
    put_orphan("photos/2026/01")
    sweep_all()
    assert stored_files() == {kept}


def test_orphans_with_names_of_older_versions_are_deleted(product: Product) -> None:
    stored_photo(product)
    old = put(f"queries/2026/01/01/{uuid.uuid4()}.jpg")
    twice = put(f"photos/2026/01/{uuid.uuid4().hex}_aB3_x9Z.jpg")
    sweep_all()
    assert stored_files().isdisjoint({old, twice})


def test_young_files_without_a_row_stay(product: Product) -> None:
    """The transaction that writes their rows may still be open."""
    kept = {
        stored_photo(product),
        put_orphan("photos/2026/01", age=timedelta(days=6)),
        put_orphan("imports/2026/01", "", age=timedelta(days=6)),
        put_orphan("queries/2026/01/01", age=timedelta(minutes=50)),
    }
    sweep_all()
    assert stored_files() == kept


def test_files_with_other_names_or_in_other_folders_stay(product: Product) -> None:
    kept = {
        stored_photo(product),
        put("photos/2026/01/catalogue.jpg"),
        put("photos/2026/01/notes.txt"),
        put(f"photos/hidden/{uuid.uuid4().hex}.jpg"),
        put(f"photos/{uuid.uuid4().hex}.jpg"),
        put(f"photos/2026/01/deeper/{uuid.uuid4().hex}.jpg"),
        put("demo/samples/1.jpg"),
        put(f"demo/2026/01/{uuid.uuid4().hex}.jpg"),
        put(f"elsewhere/2026/01/{uuid.uuid4().hex}.jpg"),
    }
    sweep_all()
    assert stored_files() == kept


def test_every_name_that_the_shop_gives_to_a_file_is_recognised(merchant: Merchant) -> None:
    """Files with an unrecognised name would never be swept."""
    run = start_import(
        merchant=merchant, user=None, file=ContentFile(catalog_zip(MUG)), name="feed.zip"
    )
    run_import(run.pk)
    store_query_photo(photo_of("red"))
    names = stored_files()
    assert {name.split("/")[0] for name in names} == {"photos", "imports", "queries"}
    for name in names:
        os.utime(default_storage.path(name), (0, 0))
    sweep_all()
    assert stored_files() == names, "none of them is an orphan"
    Photo.objects.all()._raw_delete("default")
    assert find_orphans(PHOTOS, f"{timezone.now():photos/%Y/%m}").names
    ImportRun.objects.update(file="")
    assert find_orphans(IMPORTS, f"{timezone.now():imports/%Y/%m}").names


def test_photos_in_a_folder_unknown_to_the_database_stay(
    product: Product, caplog: pytest.LogCaptureFixture
) -> None:
    """The database may be another shop's, or its backup may not be restored yet."""
    foreign = {put_orphan("photos/2026/01") for _ in range(3)}
    own = stored_photo(product, "photos/2026/02")
    for _ in range(2):
        tasks.sweep_files()
    assert stored_files() == {*foreign, own}
    assert "Is this the right database?" in caplog.text


def test_query_photos_in_a_folder_unknown_to_the_database_are_deleted() -> None:
    put_orphan("queries/2026/01/01")
    tasks.sweep_files()
    assert stored_files() == set()


def test_each_sweep_takes_the_next_folder(product: Product) -> None:
    months = [f"photos/2026/{month:02}" for month in range(1, 4)]
    for month in months:
        stored_photo(product, month)
        put_orphan(month)
    left = []
    for _ in months:
        tasks.sweep_files()
        left.append(len(stored_files()))
    assert left == [5, 4, 3]
    put_orphan(months[0])
    tasks.sweep_files()
    assert len(stored_files()) == 3, "the sweep starts again with the first folder"


def test_orphans_are_looked_up_in_chunks(
    product: Product,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(orphans, "CHUNK", 10)
    stored_photo(product)
    for _ in range(34):
        put_orphan("photos/2026/01")
    with django_assert_num_queries(4):
        assert len(find_orphans(PHOTOS, "photos/2026/01").names) == 34


def test_empty_folders_of_past_days_are_deleted() -> None:
    today = f"queries/{timezone.now():%Y/%m/%d}"
    for folder in ("queries/2026/01/01", today):
        default_storage.delete(put_orphan(folder))
    for _ in range(2):
        sweep_next_folder(QUERIES)
    assert QUERIES.folders() == [today]


def test_sweeping_an_empty_media_folder_does_nothing() -> None:
    tasks.sweep_files()
    assert stored_files() == set()


def test_sweep_command_lists_orphans_and_deletes_them_only_with_delete(
    product: Product, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, lost = stored_photo(product), put_orphan("photos/2026/01")
    foreign = put_orphan("photos/2025/12")
    call_command("sweep_files")
    printed = capsys.readouterr()
    assert lost in printed.out
    assert kept not in printed.out
    assert "1 files" in printed.out
    assert "photos/2025/12" in printed.err
    assert stored_files() == {kept, lost, foreign}
    call_command("sweep_files", delete=True)
    assert stored_files() == {kept, foreign}


class Killed(BaseException):
    """Simulates `kill -9`. Not an Exception, so that no handler catches it."""


def test_files_of_a_killed_import_are_swept_and_those_of_its_resumption_stay(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start_import(
        merchant=merchant, user=None, file=ContentFile(catalog_zip(MUG)), name="feed.zip"
    )

    def killed(*_: object) -> None:
        # A killed process does not clean up.
        monkeypatch.setattr("catalog.ingest.writing.PreparedBatch.discard", lambda _: None)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("catalog.ingest.writing.write_rows", killed)
        with pytest.raises(Killed):
            run_import(run.pk)
    ImportRun.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    run_import(run.pk)
    assert len([name for name in stored_files() if name.startswith("photos/")]) == 2
    for name in stored_files():
        os.utime(default_storage.path(name), (0, 0))
    sweep_all()
    assert {name for name in stored_files() if name.startswith("photos/")} == {
        Photo.objects.get().file.name
    }


def test_a_file_stays_when_the_deletion_of_its_row_is_rolled_back(product: Product) -> None:
    name = stored_photo(product)
    with transaction.atomic():
        Photo.objects.get().delete()
        transaction.set_rollback(True)
    assert default_storage.exists(name)
