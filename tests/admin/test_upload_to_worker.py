"""End to end: a catalog uploaded in the admin is imported by a Celery worker."""

import time
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from catalog.admin.groups import admit
from catalog.models import ImportRun, ImportState, Merchant, Photo, WorkState
from catalog.models.imports import ACTIVE
from tests.ingest.conftest import MUG, catalog_zip

TIMEOUT = 60.0


@pytest.fixture(autouse=True)
def media(settings: Settings) -> Path:
    """The media folder of the worker, which is another process."""
    folder = Path(settings.SHOP_VAR) / "media"
    settings.MEDIA_ROOT = folder
    return folder


def finished(run: ImportRun) -> ImportRun:
    deadline = time.monotonic() + TIMEOUT
    while run.state in ACTIVE:
        assert time.monotonic() < deadline, f"still {run.state}"
        time.sleep(0.1)
        run.refresh_from_db()
    return run


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("celery_worker_process")
def test_uploaded_and_checked_catalog_becomes_products_with_photos(
    client: Client, media: Path
) -> None:
    merchant = Merchant.objects.create(name="ada", slug="ada")
    user = User.objects.create_user("ada")
    merchant.users.add(user)
    admit(user)
    client.force_login(user)
    upload = SimpleUploadedFile("catalog.zip", catalog_zip(MUG))
    client.post(reverse("admin:catalog_importrun_add"), {"merchant": merchant.pk, "file": upload})
    check = finished(ImportRun.objects.get())
    assert (check.state, check.reason, check.created) == (ImportState.CHECKED, "", 1)
    assert not merchant.products.exists()
    client.post(reverse("admin:catalog_importrun_import_checked", args=[check.pk]))
    run = finished(ImportRun.objects.get())
    assert (run.state, run.reason, run.created) == (ImportState.FINISHED, "", 1)
    photo = Photo.objects.get(product__merchant=merchant, state=WorkState.READY)
    assert (media / str(photo.file.name)).is_file()
