"""Tasks are enqueued at commit: no worker looks for rows that were rolled back."""

from collections.abc import Iterator

import pytest
from celery.signals import before_task_publish
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from catalog import tasks
from catalog.admin.imports import ImportRunAdmin
from catalog.ingest.control import start_import
from catalog.models import ImportRun, Merchant
from tests.admin.conftest import make_merchant as new_merchant
from tests.ingest.conftest import MUG, table

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def published() -> Iterator[list[str]]:
    """Names of the tasks sent to the broker."""
    cache.clear()
    names: list[str] = []

    def note(sender: str, **_: object) -> None:
        names.append(sender.rpartition(".")[2])

    before_task_publish.connect(note)
    yield names
    before_task_publish.disconnect(note)


@pytest.fixture
def ada(db: None) -> Merchant:
    return new_merchant("ada")


def enqueue(merchant: Merchant) -> None:
    file = ContentFile(table(MUG))
    run = start_import(merchant=merchant, user=None, file=file, name="feed.csv")
    tasks.wake_import(run.pk)
    tasks.wake_photo_fetching()
    tasks.wake_indexing()


def test_rolled_back_transaction_enqueues_nothing(ada: Merchant, published: list[str]) -> None:
    with transaction.atomic():
        enqueue(ada)
        transaction.set_rollback(True)
    assert published == []
    assert ImportRun.objects.count() == 1  # the fixture's


def test_tasks_are_enqueued_at_commit(ada: Merchant, published: list[str]) -> None:
    with transaction.atomic():
        enqueue(ada)
        assert published == []
    assert published == ["run_import", "fetch_photos", "index_products"]


def test_upload_whose_request_fails_enqueues_no_import(
    ada: Merchant, published: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    # Fails after the run was saved and its task enqueued, in the same transaction.
    monkeypatch.setattr(ImportRunAdmin, "log_addition", fail)
    client = Client(raise_request_exception=False)
    client.force_login(ada.users.get())
    form = {"merchant": ada.pk, "dialect": "", "file": SimpleUploadedFile("a.csv", table(MUG))}
    assert client.post(reverse("admin:catalog_importrun_add"), form).status_code == 500
    assert published == []
    assert ada.import_runs.count() == 1
