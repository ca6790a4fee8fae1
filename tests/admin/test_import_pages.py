"""The admin's import pages: upload, progress, problems, cancel and repeat."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from catalog import tasks
from catalog.ingest.run import run_import
from catalog.models import ImportRun, ImportState, Merchant, RowOutcome
from tests.admin.conftest import add_problem
from tests.ingest.conftest import MUG, catalog_zip, table

pytestmark = pytest.mark.django_db
ADD = "admin:catalog_importrun_add"
PAGE = "admin:catalog_importrun_change"


def post(
    client: Client, merchant: Merchant, data: bytes, name: str = "catalog.zip", **fields: str
) -> Any:
    upload = SimpleUploadedFile(name, data)
    form = {"merchant": merchant.pk, "file": upload, "dialect": "", **fields}
    return client.post(reverse(ADD), form)


def confirmed(client: Client, run: ImportRun) -> ImportRun:
    """Have an upload checked, and then imported."""
    run_import(run.pk)
    client.post(reverse("admin:catalog_importrun_import_checked", args=[run.pk]))
    return ImportRun.objects.get(checked_as=run.pk)


def newest(merchant: Merchant) -> ImportRun:
    return ImportRun.objects.filter(merchant=merchant).latest("pk")


def test_upload_redirects_to_the_page_of_its_run(as_ada: Client, ada: Merchant) -> None:
    response = post(as_ada, ada, catalog_zip(MUG), "my catalog.zip")
    run = newest(ada)
    assert response["Location"] == reverse(PAGE, args=[run.pk])
    assert (run.original_name, run.state) == ("my catalog.zip", ImportState.CHECKING)
    assert run.started_by == ada.users.get()


def test_merchant_can_choose_the_kind_of_table(as_ada: Client, ada: Merchant) -> None:
    post(as_ada, ada, catalog_zip(MUG), dialect="google")
    assert newest(ada).dialect == "google"


def test_upload_of_another_kind_of_table_is_refused(as_ada: Client, ada: Merchant) -> None:
    (error,) = post(as_ada, ada, catalog_zip(MUG), dialect="shopify").context["errors"]
    assert "a table of Shopify" in str(error)


def test_merchant_field_is_hidden_from_users_of_one_merchant(as_ada: Client, ada: Merchant) -> None:
    form = as_ada.get(reverse(ADD)).context["adminform"].form
    assert form.fields["merchant"].widget.is_hidden
    assert form.fields["merchant"].initial == ada


def test_upload_page_has_a_single_upload_button(as_ada: Client) -> None:
    page = as_ada.get(reverse(ADD)).content.decode()
    (row,) = re.findall(r'<div class="submit-row">.*?</div>', page, re.DOTALL)
    buttons = re.findall(r"<(?:input|button)\b[^>]*>", row)
    assert [re.findall(r'value="(.*?)"', button) for button in buttons] == [["Upload"]]


def test_product_page_keeps_its_save_buttons(as_ada: Client) -> None:
    page = as_ada.get(reverse("admin:catalog_product_add")).content.decode()
    assert 'value="Save"' in page
    assert 'value="Upload"' not in page


def test_upload_enqueues_its_check_at_commit(
    as_ada: Client,
    ada: Merchant,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(tasks.run_import, "delay", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        post(as_ada, ada, catalog_zip(MUG))
        assert sent == []
    assert sent == [newest(ada).pk]


def test_upload_is_accepted_while_the_broker_is_down(
    as_ada: Client,
    ada: Merchant,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def unreachable(run_id: int) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.run_import, "delay", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        response = post(as_ada, ada, catalog_zip(MUG))
    assert response.status_code == 302
    assert newest(ada).state == ImportState.CHECKING


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04 broken", "incomplete"),
        (b"", "empty"),
    ],
)
def test_file_that_is_no_catalog_is_refused_on_the_form(
    as_ada: Client, ada: Merchant, data: bytes, error: str
) -> None:
    response = post(as_ada, ada, data)
    assert response.status_code == 200
    assert error in response.content.decode()
    assert ada.import_runs.count() == 1


def test_upload_over_the_size_limit_is_refused(
    as_ada: Client, ada: Merchant, settings: Settings
) -> None:
    settings.SHOP_MAX_IMPORT_BYTES = 10
    assert "Split the catalog" in post(as_ada, ada, table(MUG)).content.decode()


def test_finished_run_shows_its_figures_and_problems(as_ada: Client, ada: Merchant) -> None:
    run_import(ada.import_runs.earliest("pk").pk)
    post(as_ada, ada, catalog_zip(MUG, MUG | {"id": "2", "price": "free"}))
    run = confirmed(as_ada, newest(ada))
    run_import(run.pk)
    page = as_ada.get(reverse(PAGE, args=[run.pk])).content.decode()
    assert "Finished" in page
    assert "2 of 2" in page
    for count in ("Created: 1", "Changed: 0", "Unchanged: 0", "Invalid: 1", "Superseded: 0"):
        assert f"<li>{count}</li>" in page
    assert "cannot be read as a price" in page
    assert 'hx-trigger="every 10s"' in page  # until the product is embedded


def test_page_of_an_unfinished_run_refreshes_itself(as_ada: Client, ada: Merchant) -> None:
    url = reverse(PAGE, args=[newest(ada).pk])
    page = as_ada.get(url).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert f'href="{url}">Reload' in page


def test_htmx_refresh_returns_only_the_progress(as_ada: Client, ada: Merchant) -> None:
    response = as_ada.get(reverse(PAGE, args=[newest(ada).pk]), headers={"HX-Request": "true"})
    assert response.content.decode().lstrip().startswith('<div id="import-progress"')


def test_import_can_be_cancelled(as_ada: Client, ada: Merchant) -> None:
    run = newest(ada)
    as_ada.post(reverse("admin:catalog_importrun_cancel", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == ImportState.CANCELLED


def test_get_request_does_not_cancel_an_import(as_ada: Client, ada: Merchant) -> None:
    url = reverse("admin:catalog_importrun_cancel", args=[newest(ada).pk])
    assert as_ada.get(url).status_code == 405
    assert newest(ada).state == ImportState.PENDING


def test_cancelling_an_import_needs_a_csrf_token(ada: Merchant) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada.users.get())
    url = reverse("admin:catalog_importrun_cancel", args=[newest(ada).pk])
    assert client.post(url).status_code == 403


def test_import_can_be_run_again_from_a_copy_of_its_file(as_ada: Client, ada: Merchant) -> None:
    post(as_ada, ada, catalog_zip(MUG))
    first = newest(ada)
    as_ada.post(reverse("admin:catalog_importrun_again", args=[first.pk]))
    again = newest(ada)
    assert again.pk > first.pk
    assert again.file.name != first.file.name
    with first.file.open("rb") as old, again.file.open("rb") as new:
        assert old.read() == new.read()


def test_running_an_import_again_without_its_file_asks_for_an_upload(
    as_ada: Client, ada: Merchant
) -> None:
    run = newest(ada)  # whose file was never stored
    response = as_ada.post(reverse("admin:catalog_importrun_again", args=[run.pk]), follow=True)
    assert "Upload it again" in response.content.decode()


def test_upload_to_a_broken_storage_gets_503(
    as_ada: Client, ada: Merchant, media: Path, settings: Settings
) -> None:
    blocked = media / "blocked"
    blocked.write_text("a file where a folder is needed")
    settings.MEDIA_ROOT = blocked
    response = post(as_ada, ada, catalog_zip(MUG))
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert ada.import_runs.count() == 1


def test_problems_of_an_import_are_paginated(as_ada: Client, ada: Merchant) -> None:
    run = newest(ada)
    for number in range(120):
        add_problem(run, message=f"bad {number}")
    url = reverse(PAGE, args=[run.pk])
    assert "Page 3 of 3" in as_ada.get(url, {"page": "1000000000"}).content.decode()


@pytest.mark.parametrize("start", ["=cmd", "==x", "+1", "-1", "@SUM", "\t=1", "\r=1", " =1"])
def test_problems_csv_neutralises_spreadsheet_formulas(
    as_ada: Client, ada: Merchant, start: str
) -> None:
    RowOutcome.objects.update(external_id=start)
    url = reverse("admin:catalog_importrun_problems", args=[newest(ada).pk])
    body = as_ada.get(url).getvalue().decode("utf-8-sig")
    assert f"'{start}" in body
    assert "'@ada" in body
