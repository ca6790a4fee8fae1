"""Import runs: killed workers, leases, order, cancelling, limits and failures of the disk."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import IO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from catalog.ingest import batch, lease, overview, progress, run
from catalog.ingest.control import cancel_import, start_import
from catalog.ingest.lease import claim_run
from catalog.ingest.matching import MatchedRow
from catalog.ingest.run import run_import
from catalog.ingest.stated import Stated
from catalog.ingest.upsert import PreparedRow
from catalog.ingest.writing import BatchWriter
from catalog.models import ImportRun, ImportState, Merchant, Photo, Product
from tests.ingest.conftest import MUG, Import, catalog_zip, table

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Simulates `kill -9`. Not an Exception, so that no handler catches it."""


def feed(rows: int, **changes: str) -> bytes:
    return table(*(MUG | {"id": f"mug-{n}", "image_link": ""} | changes for n in range(rows)))


def after_writes(count: int, action: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Call `action` before the write that follows `count` written batches."""
    original = BatchWriter.write
    done: list[batch.Batch] = []

    def write(self: BatchWriter, rows: batch.Batch) -> None:
        if len(done) == count:
            action()
        original(self, rows)
        done.append(rows)

    monkeypatch.setattr(BatchWriter, "write", write)


def kill() -> None:
    raise Killed


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH_ROWS", 2)


def expire_lease() -> None:
    ImportRun.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def test_the_import_of_a_killed_worker_is_resumed_without_repeating_rows(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = upload(feed(5, price="free") + b"last,Last mug,9 EUR,,\n")
    with monkeypatch.context() as patched:
        after_writes(2, kill, patched)
        with pytest.raises(Killed):
            run_import(started.pk)
    expire_lease()
    run_import(started.pk)
    started.refresh_from_db()
    assert started.state == ImportState.FINISHED
    assert (started.rows_read, started.created, started.invalid) == (6, 1, 5)
    errors = started.outcomes.filter(severity="error")
    assert list(errors.values_list("row", flat=True)) == [2, 3, 4, 5, 6]


def test_a_leased_import_is_not_taken_by_a_second_worker(upload: Import) -> None:
    started = upload(feed(1))
    assert claim_run(started.pk)
    assert run_import(started.pk) is None
    assert not Product.objects.exists()


def test_an_import_that_keeps_crashing_fails_and_says_where_it_stops(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = upload(feed(5))
    with monkeypatch.context() as patched:
        after_writes(0, kill, patched)
        for _ in range(3):
            with pytest.raises(Killed):
                run_import(started.pk)
            expire_lease()
    run_import(started.pk)
    started.refresh_from_db()
    assert started.state == ImportState.FAILED
    assert "stopped 3 times after 0 rows" in started.reason


def test_a_written_batch_resets_the_attempts_of_an_import(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = upload(feed(5))
    with monkeypatch.context() as patched:
        after_writes(1, kill, patched)
        with pytest.raises(Killed):
            run_import(started.pk)
    started.refresh_from_db()
    assert started.attempts == 0


def test_an_import_out_of_time_is_continued_by_the_next_task(upload: Import) -> None:
    started = upload(feed(5))
    assert run_import(started.pk, seconds=0) == started.pk
    started.refresh_from_db()
    assert (started.state, started.rows_read) == (ImportState.RUNNING, 2)
    assert run_import(started.pk, seconds=0) == started.pk
    assert run_import(started.pk) is None
    assert Product.objects.count() == 5


def test_a_cancelled_import_stops_after_a_whole_batch(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = upload(feed(5))
    after_writes(1, lambda: cancel_import(started), monkeypatch)
    run_import(started.pk)
    started.refresh_from_db()
    assert (started.state, started.created) == (ImportState.CANCELLED, 2)
    assert Product.objects.count() == 2


def test_imports_of_one_merchant_run_in_upload_order(upload: Import) -> None:
    older, newer = upload(feed(1, title="Old mug")), upload(feed(1, title="New mug"))
    assert run_import(newer.pk) is None
    assert run_import(older.pk) == newer.pk
    run_import(newer.pk)
    assert Product.objects.get().title == "New mug"


def test_the_import_of_another_merchant_does_not_wait(upload: Import) -> None:
    other = Merchant.objects.create(name="Ben's", slug="bens")
    upload(feed(1))
    run_import(upload(feed(1), other).pk)
    assert other.products.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_two_imports_neither_deadlock_nor_mix(merchant: Merchant) -> None:
    def upload(title: str) -> int:
        file = ContentFile(feed(40, title=title, product_type="Home > Mugs"))
        return start_import(merchant=merchant, user=None, file=file, name="feed.csv").pk

    runs = [upload("Old mug"), upload("New mug")]
    errors: list[BaseException] = []

    def work(run_id: int) -> None:
        try:
            next_id = run_import(run_id)
            while next_id is not None:
                next_id = run_import(next_id)
        except BaseException as error:  # noqa: BLE001  # asserted below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(run_id,)) for run_id in reversed(runs * 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert set(ImportRun.objects.values_list("state", flat=True)) == {ImportState.FINISHED}
    assert set(Product.objects.values_list("title", flat=True)) == {"New mug"}
    assert Product.objects.count() == 40


def test_a_photo_that_cannot_be_stored_is_an_error_of_its_row(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = FileSystemStorage.save

    def full(
        self: FileSystemStorage, name: str, content: IO[bytes], max_length: int | None = None
    ) -> str:
        if name.endswith(".jpg"):
            raise OSError(28, "No space left on device")
        return original(self, name, content, max_length)

    monkeypatch.setattr(FileSystemStorage, "save", full)
    started = imported(catalog_zip(MUG, MUG | {"id": "2", "image_link": ""}))
    error = started.outcomes.get(severity="error")
    assert (error.row, error.external_id) == (2, "mug-1")
    assert "No space left" in error.message
    assert list(Product.objects.values_list("external_id", flat=True)) == ["2"]
    assert not Photo.objects.exists()


def test_photo_files_of_an_unwritten_batch_are_deleted(
    upload: Import, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress.Progress, "record", lambda *_: kill())
    with pytest.raises(Killed):
        run_import(upload(catalog_zip(MUG)).pk)
    assert not Product.objects.exists()
    assert list(media.rglob("*.jpg")) == []


def test_an_import_whose_upload_is_gone_fails_with_the_reason(upload: Import) -> None:
    started = upload(feed(1))
    started.file.storage.delete(str(started.file.name))
    run_import(started.pk)
    started.refresh_from_db()
    assert (started.state, started.reason) == (
        ImportState.FAILED,
        "The uploaded file is gone. Upload it again.",
    )


def test_a_long_batch_renews_its_lease(upload: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    started = upload(catalog_zip(MUG, MUG | {"id": "mug-2"}))
    # Less than RENEW_BEFORE, so that each row renews the lease.
    monkeypatch.setattr(lease, "LEASE", timedelta(seconds=30))
    lease_ends: list[object] = []
    prepare = BatchWriter._prepare_row

    def watch(self: BatchWriter, row: MatchedRow, stated: Stated) -> PreparedRow:
        lease_ends.append(ImportRun.objects.get().due_at)
        return prepare(self, row, stated)

    monkeypatch.setattr(BatchWriter, "_prepare_row", watch)
    run_import(started.pk)
    assert lease_ends[0] != lease_ends[1]


def test_deleting_a_run_deletes_its_upload(
    upload: Import,
    media: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    started = upload(feed(1))
    with django_capture_on_commit_callbacks(execute=True):
        started.delete()
    assert [path for path in (media / "imports").rglob("*") if path.is_file()] == []


def test_rows_with_many_photos_make_smaller_batches(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH_ROWS", 200)
    monkeypatch.setattr(run, "MAX_PHOTOS", 4)
    sizes: list[int] = []
    original = BatchWriter.write

    def write(self: BatchWriter, rows: batch.Batch) -> None:
        sizes.append(len(rows.rows))
        original(self, rows)

    monkeypatch.setattr(BatchWriter, "write", write)
    addresses = ",".join(f"https://adas.example/{n}.jpg" for n in range(2))
    rows = [
        MUG | {"id": f"{n}", "image_link": "", "additional_image_link": addresses} for n in range(5)
    ]
    assert imported(table(*rows)).created == 5
    assert sizes == [2, 2, 1]


def test_a_file_with_too_many_rows_is_refused(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "MAX_ROWS", 3)
    failed = imported(feed(3))
    assert failed.state == ImportState.FAILED
    assert "more than 3 rows" in failed.reason
