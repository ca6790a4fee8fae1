"""The admin's pages for pausing, resuming and undoing an import."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from catalog import tasks
from catalog.ingest.control import start_import
from catalog.ingest.run import run_import
from catalog.ingest.undo.start import start_undo
from catalog.models import ImportRun, ImportState, LeftAlone, Merchant, Product
from tests.ingest.conftest import MUG, jpeg, table

pytestmark = pytest.mark.django_db
ACTIONS = ("pause", "resume", "undo")
POSTED = ("pause", "resume")


def url(kind: str, run: ImportRun) -> str:
    return reverse(f"admin:catalog_importrun_{kind}", args=[run.pk])


def body(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def run_of(merchant: Merchant, *rows: dict[str, str]) -> ImportRun:
    file = ContentFile(table(*(rows or (MUG | {"image_link": ""},))))
    return start_import(merchant=merchant, user=None, file=file, name="feed.csv")


@pytest.fixture
def finished(ada: Merchant) -> ImportRun:
    """A run that has created two products, one of which was edited since."""
    ada.import_runs.all().delete()
    mug = MUG | {"image_link": ""}
    run = run_of(ada, mug, mug | {"id": "mug-2"})
    run_import(run.pk)
    Product.objects.filter(external_id="mug-2").update(brand="Mine")
    run.refresh_from_db()
    return run


def test_a_pending_import_can_be_paused_and_resumed(as_ada: Client, ada: Merchant) -> None:
    run = ada.import_runs.get()
    assert "Pause the import" in body(as_ada, url("change", run))
    as_ada.post(url("pause", run))
    run.refresh_from_db()
    assert run.state == ImportState.PAUSED
    page = body(as_ada, url("change", run))
    assert "Later imports of this merchant wait" in page
    assert "Resume the import" in page
    assert "Cancel the import" in page
    as_ada.post(url("resume", run))
    run.refresh_from_db()
    assert run.state == ImportState.PENDING


def test_a_resumed_import_is_enqueued_at_commit(
    as_ada: Client,
    ada: Merchant,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    run = ada.import_runs.get()
    as_ada.post(url("pause", run))
    sent: list[int] = []
    monkeypatch.setattr(tasks.run_import, "delay", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        as_ada.post(url("resume", run))
        assert sent == []
    assert sent == [run.pk]


def test_an_import_behind_a_paused_one_says_what_it_waits_for(
    as_ada: Client, ada: Merchant
) -> None:
    paused, waiting = ada.import_runs.get(), run_of(ada)
    as_ada.post(url("pause", paused))
    page = body(as_ada, url("change", waiting))
    assert f'It waits for <a href="{url("change", paused)}">ada.csv</a>, which is paused' in page


def test_the_page_before_an_undo_says_what_it_will_do(as_ada: Client, finished: ImportRun) -> None:
    page = " ".join(body(as_ada, url("undo", finished)).split())
    assert "The import changed 2 products:" in page
    assert "1 created by it will be <strong>deleted</strong>" in page
    assert "0 will be <strong>restored</strong>" in page
    assert "1 has changed since" in page
    finished.refresh_from_db()
    assert finished.state == ImportState.FINISHED


def test_an_undo_that_is_confirmed_starts_and_its_page_shows_the_result(
    as_ada: Client,
    finished: ImportRun,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(tasks.run_import, "delay", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        response = as_ada.post(url("undo", finished))
    assert (response["Location"], sent) == (url("change", finished), [finished.pk])
    page = body(as_ada, url("change", finished))
    assert "Being undone" in page
    assert 'hx-trigger="every 2s"' in page
    for button in ("Pause the import", "Cancel the import", "Run again", "Undo the import"):
        assert button not in page
    run_import(finished.pk)
    page = " ".join(body(as_ada, url("change", finished)).split())
    for text in ("<strong>Undone</strong>", "2 of 2", "Deleted: 1", "Left alone: 1", "Brand: 1"):
        assert text in page
    product = Product.objects.get(external_id="mug-2")
    link = reverse("admin:catalog_product_change", args=[product.pk])
    assert f'<a href="{link}">mug-2</a>' in page
    assert "Run again" in page
    assert "Undo the import" not in page


def test_the_page_says_until_when_an_import_can_be_undone(
    as_ada: Client, finished: ImportRun
) -> None:
    assert finished.finished_at
    until = finished.finished_at + timedelta(days=30)
    day = f"{until.day} {until:%B %Y}"
    assert f"It can be undone until {day}." in body(as_ada, url("change", finished))
    ImportRun.objects.update(finished_at=timezone.now() - timedelta(days=30, seconds=1))
    assert "Undo the import" not in body(as_ada, url("change", finished))
    assert "cannot be undone" in body(as_ada, url("undo", finished))
    as_ada.post(url("undo", finished))
    finished.refresh_from_db()
    assert finished.state == ImportState.FINISHED


def test_what_was_left_alone_can_be_downloaded(as_ada: Client, finished: ImportRun) -> None:
    Product.objects.filter(external_id="mug-2").update(title="=Mine")
    start_undo(finished, user=None)
    run_import(finished.pk)
    LeftAlone.objects.update(external_id="=mug-2")
    lines = as_ada.get(url("left_alone", finished)).getvalue().decode("utf-8-sig").splitlines()
    assert lines == ["id,left alone", "'=mug-2,Brand; Title"]


def test_a_long_list_of_what_was_left_alone_is_paginated(
    as_ada: Client, finished: ImportRun, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    start_undo(finished, user=None)
    run_import(finished.pk)
    LeftAlone.objects.bulk_create(
        LeftAlone(run=finished, product_id=1, external_id=f"{n:04}", fields=["Title"])
        for n in range(120)
    )
    with django_assert_max_num_queries(21):
        page = body(as_ada, f"{url('change', finished)}?left=99")
    assert "Page 3 of 3" in page
    assert "Title: 120" in page


@pytest.mark.parametrize("kind", POSTED)
def test_get_request_neither_pauses_nor_resumes(as_ada: Client, ada: Merchant, kind: str) -> None:
    assert as_ada.get(url(kind, ada.import_runs.get())).status_code == 405


@pytest.mark.parametrize("kind", ACTIONS)
def test_pausing_and_undoing_need_a_csrf_token(
    ada: Merchant, finished: ImportRun, kind: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada.users.get())
    assert client.post(url(kind, finished)).status_code == 403
    finished.refresh_from_db()
    assert finished.state == ImportState.FINISHED


@pytest.mark.parametrize("kind", [*ACTIONS, "left_alone"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_import_of_another_merchant_can_be_neither_paused_nor_undone(
    as_ada: Client, ben: Merchant, kind: str, method: str
) -> None:
    run = run_of(ben)
    ben.import_runs.exclude(pk=run.pk).delete()
    run_import(run.pk)
    assert getattr(as_ada, method)(url(kind, run)).status_code == 404
    run.refresh_from_db()
    assert run.state == ImportState.FINISHED


@pytest.mark.parametrize("kind", ACTIONS)
def test_a_user_who_may_only_look_can_neither_pause_nor_undo(
    as_ada: Client, ada: Merchant, finished: ImportRun, kind: str
) -> None:
    user = ada.users.get()
    user.groups.get().permissions.filter(codename="add_importrun").delete()
    page = body(as_ada, url("change", finished))
    assert "Undo the import" not in page
    assert as_ada.post(url(kind, finished)).status_code == 403


def test_a_file_uploaded_by_hand_marks_its_photo_as_replaced(as_ada: Client, ada: Merchant) -> None:
    """So that no undo deletes it with the photo of the feed."""
    photo = ada.products.get().photos.get()
    upload = SimpleUploadedFile("mine.jpg", jpeg())
    data = {"upload": upload, "alt": "", "position": 0, "product": photo.product_id}
    as_ada.post(reverse("admin:catalog_photo_change", args=[photo.pk]), data)
    photo.refresh_from_db()
    assert photo.is_replaced
    assert photo.file
