"""The rows to correct, on the page of an import."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.urls import reverse

from catalog.admin.downloads import BUSY
from catalog.ingest.control import start_import
from catalog.ingest.run import run_import
from catalog.models import ImportRun, Merchant
from catalog.models.advisory_locks import DOWNLOADS
from tests.ingest.conftest import MUG, catalog_zip, table

pytestmark = pytest.mark.django_db
BAD = MUG | {"id": "cup", "price": "cheap", "image_link": ""}


def run_of(
    merchant: Merchant, data: bytes, name: str = "mugs.csv", *, checks: bool = False
) -> ImportRun:
    merchant.import_runs.all().delete()
    file = ContentFile(data)
    run = start_import(merchant=merchant, user=None, file=file, name=name, checks=checks)
    run_import(run.pk)
    run.refresh_from_db()
    return run


def page(client: Client, run: ImportRun) -> str:
    return client.get(reverse("admin:catalog_importrun_change", args=[run.pk])).content.decode()


def address(run: ImportRun) -> str:
    return reverse("admin:catalog_importrun_corrections", args=[run.pk])


def test_page_of_an_import_offers_its_invalid_rows(as_ada: Client, ada: Merchant) -> None:
    run = run_of(ada, table(MUG, BAD))
    assert address(run) in page(as_ada, run)
    response = as_ada.get(address(run))
    text = b"".join(response).decode("utf-8-sig")
    assert [line.split(",")[1] for line in text.splitlines()] == ["id", "cup"]
    name = f"mugs-corrections-{run.pk}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_page_of_a_check_offers_them_too(as_ada: Client, ada: Merchant) -> None:
    run = run_of(ada, table(MUG, BAD), checks=True)
    assert address(run) in page(as_ada, run)
    assert "Import the other rows first." in page(as_ada, run)
    assert b"cheap" in b"".join(as_ada.get(address(run)))


def test_page_says_what_to_do_with_a_zip(as_ada: Client, ada: Merchant) -> None:
    run = run_of(ada, catalog_zip(MUG, BAD), "mugs.zip")
    assert "put the corrected table into the ZIP" in page(as_ada, run)


def test_page_offers_nothing_without_invalid_rows_or_without_the_file(
    as_ada: Client, ada: Merchant
) -> None:
    assert "corrections.csv" not in page(as_ada, run_of(ada, table(MUG)))
    run = run_of(ada, table(MUG, BAD))
    ImportRun.objects.filter(pk=run.pk).update(file="")
    assert "corrections.csv" not in page(as_ada, run)
    assert "The uploaded file is gone." in as_ada.get(address(run), follow=True).content.decode()


def test_other_merchants_rows_are_not_there(as_ada: Client, ben: Merchant) -> None:
    run = run_of(ben, table(MUG, BAD))
    assert as_ada.get(address(run)).status_code == 404


def test_file_that_is_gone_from_the_disk_is_an_answer(as_ada: Client, ada: Merchant) -> None:
    run = run_of(ada, table(MUG, BAD))
    default_storage.delete(str(run.file))
    assert "The uploaded file is gone." in as_ada.get(address(run), follow=True).content.decode()


def test_second_download_at_once_is_asked_to_wait(as_ada: Client, ada: Merchant) -> None:
    run = run_of(ada, table(MUG, BAD))
    with connection.copy().cursor() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [DOWNLOADS + ada.pk])
        answer = as_ada.get(address(run), follow=True).content.decode()
        other.execute("SELECT pg_advisory_unlock(%s)", [DOWNLOADS + ada.pk])
        other.db.close()
    assert BUSY in answer
    assert b"cheap" in b"".join(as_ada.get(address(run)))
