"""Uploads are deleted after SHOP_IMPORT_DAYS; runs and reports stay."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from catalog import tasks
from catalog.ingest import retention
from catalog.ingest.control import repeat_import
from catalog.ingest.problems import FeedError
from catalog.ingest.retention import delete_old_uploads
from catalog.models import ImportRun, ImportState
from tests.ingest.conftest import MUG, Import, table

pytestmark = pytest.mark.django_db
FEED = table(MUG | {"price": "free"})


def set_finished(run: ImportRun, *, days_ago: float) -> None:
    ImportRun.objects.filter(pk=run.pk).update(
        finished_at=timezone.now() - timedelta(days=days_ago)
    )


def uploads(media: Path) -> int:
    return len([path for path in (media / "imports").rglob("*") if path.is_file()])


def test_an_old_upload_is_deleted_and_its_report_stays(
    imported: Import,
    media: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    old, young = imported(FEED), imported(FEED)
    set_finished(old, days_ago=31)
    set_finished(young, days_ago=29)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep_files()
    assert uploads(media) == 1
    old.refresh_from_db()
    assert (old.state, old.invalid, old.outcomes.count()) == (ImportState.FINISHED, 1, 1)
    with pytest.raises(FeedError, match="Upload it again"):
        repeat_import(old, user=None)
    young.refresh_from_db()
    assert repeat_import(young, user=None)


def test_the_upload_of_an_unfinished_run_is_kept_regardless_of_age(
    upload: Import, settings: Settings
) -> None:
    settings.SHOP_IMPORT_DAYS = 0
    run = upload(FEED)
    ImportRun.objects.update(created_at=timezone.now() - timedelta(days=400))
    assert delete_old_uploads() == 0
    run.refresh_from_db()
    assert run.file


def test_an_upload_is_not_deleted_before_the_commit(imported: Import, media: Path) -> None:
    set_finished(imported(FEED), days_ago=31)
    delete_old_uploads()  # within the test's transaction, which is never committed
    assert uploads(media) == 1


def test_each_sweep_deletes_a_limited_number_of_uploads(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MAX_DELETED", 2)
    for _ in range(3):
        set_finished(imported(FEED), days_ago=31)
    assert [delete_old_uploads() for _ in range(3)] == [2, 1, 0]
