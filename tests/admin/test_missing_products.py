"""The pages on which a merchant chooses what becomes of products that a file no longer has."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from catalog import tasks
from catalog.admin.groups import MERCHANTS
from catalog.ingest.missing.choice import MissingChoice
from catalog.models import ImportRun, ImportState, Merchant, MissingState, Product
from tests.ingest.conftest import Row, table
from tests.ingest.feeds import DEACTIVATE, DELETE, active_ids, import_feed, mugs

pytestmark = pytest.mark.django_db
ADD = "admin:catalog_importrun_add"
PAGE = "admin:catalog_importrun_change"


def imported(
    merchant: Merchant, rows: list[Row], choice: MissingChoice = DEACTIVATE, name: str = "mugs.csv"
) -> ImportRun:
    # That of the fixtures waits, and later imports behind it.
    merchant.import_runs.filter(state=ImportState.PENDING).update(state=ImportState.CANCELLED)
    return import_feed(merchant, rows, choice, name=name)


def asking(merchant: Merchant, choice: MissingChoice = DEACTIVATE) -> ImportRun:
    """A run that lacks half of the products."""
    imported(merchant, mugs(range(6)))
    run = imported(merchant, mugs(range(3)), choice)
    assert run.missing_state == MissingState.UNCONFIRMED
    return run


def page_of(client: Client, run: ImportRun) -> str:
    return client.get(reverse(PAGE, args=[run.pk])).content.decode()


def post(client: Client, run: ImportRun, action: str) -> Any:
    return client.post(reverse(f"admin:catalog_importrun_{action}", args=[run.pk]), follow=True)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks of which a worker is woken."""
    names: list[str] = []
    monkeypatch.setattr(tasks, "_wake_once", lambda task: names.append(task.name))
    return names


def test_the_upload_form_asks_and_keeps_by_default(as_ada: Client) -> None:
    form = as_ada.get(reverse(ADD)).context["adminform"].form
    field = form.fields["missing_action"]
    assert [name for name, _ in field.choices] == ["keep", "deactivate", "delete"]
    assert form.get_initial_for_field(field, "missing_action") == "keep"


@pytest.mark.parametrize(
    ("last", "preset"), [("deactivate", "deactivate"), ("keep", "keep"), ("delete", "keep")]
)
def test_the_form_is_preset_with_the_last_choice_unless_it_was_to_delete(
    as_ada: Client, ada: Merchant, ben: Merchant, last: str, preset: str
) -> None:
    ada.import_runs.update(missing_action=last)
    ben.import_runs.update(missing_action="deactivate")
    form = as_ada.get(reverse(ADD)).context["adminform"].form
    assert form.get_initial_for_field(form.fields["missing_action"], "missing_action") == preset


def test_an_upload_stores_its_choice(as_ada: Client, ada: Merchant) -> None:
    upload = SimpleUploadedFile("mugs.csv", table(*mugs([1])))
    form = {
        "merchant": ada.pk,
        "file": upload,
        "dialect": "",
        "missing_action": "delete",
        "missing_scope": "merchant",
    }
    as_ada.post(reverse(ADD), form)
    run = ada.import_runs.latest("pk")
    assert (run.missing_action, run.missing_scope) == ("delete", "merchant")
    assert str(run.feed) == "mugs"


def test_a_user_who_may_not_delete_products_is_not_offered_to(
    as_ada: Client, ada: Merchant
) -> None:
    run = asking(ada, DELETE)
    user = ada.users.get()
    group = user.groups.get(name=MERCHANTS)
    group.permissions.remove(Permission.objects.get(codename="delete_product"))
    choices = as_ada.get(reverse(ADD)).context["adminform"].form.fields["missing_action"].choices
    assert [name for name, _ in choices] == ["keep", "deactivate"]
    assert "Delete 3 products" not in page_of(as_ada, run)
    assert post(as_ada, run, "retire_missing").status_code == 403


def test_the_page_asks_with_the_number_and_examples(as_ada: Client, ada: Merchant) -> None:
    page = page_of(as_ada, asking(ada))
    (button,) = re.findall(r'<button id="retire-missing"[^>]*>\s*(.*?)\s*</button>', page)
    assert button == "Deactivate 3 products"
    assert "more than a fifth of the 7 active products" in page
    assert [name in page for name in ("Mug 3", "Mug 4", "Mug 5", "Mug 2")] == [True] * 3 + [False]


def test_a_confirmed_run_wakes_a_worker_and_refreshes_its_page(
    as_ada: Client,
    ada: Merchant,
    woken: list[str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    run = asking(ada)
    with django_capture_on_commit_callbacks(execute=True):
        page = post(as_ada, run, "retire_missing").content.decode()
    assert woken == [tasks.retire_missing.name]
    assert "Deactivated so far: 0 of 3" in page
    assert 'hx-trigger="every 2s"' in page
    tasks.retire_missing()
    page = page_of(as_ada, run)
    assert "Deactivated: 3" in page
    assert "every 2s" not in page
    assert active_ids(ada) == {*"012", "ada-1"}


def test_products_can_be_kept_and_are_not_asked_about_again(
    as_ada: Client, ada: Merchant, woken: list[str]
) -> None:
    run = asking(ada)
    page = post(as_ada, run, "keep_missing").content.decode()
    assert "You kept 3 products" in page
    assert "decided already" in post(as_ada, run, "retire_missing").content.decode()
    assert (woken, len(active_ids(ada))) == ([], 7)


@pytest.mark.parametrize("action", ["retire_missing", "keep_missing"])
def test_neither_a_link_nor_another_site_decides(ada: Merchant, action: str) -> None:
    run = asking(ada)
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada.users.get())
    url = reverse(f"admin:catalog_importrun_{action}", args=[run.pk])
    assert (client.get(url).status_code, client.post(url).status_code) == (405, 403)
    run.refresh_from_db()
    assert run.missing_state == MissingState.UNCONFIRMED


@pytest.mark.parametrize("action", ["retire_missing", "keep_missing"])
def test_nobody_decides_for_another_merchant(as_ada: Client, ben: Merchant, action: str) -> None:
    run = asking(ben)
    assert post(as_ada, run, action).status_code == 404
    run.refresh_from_db()
    assert run.missing_state == MissingState.UNCONFIRMED


def test_a_first_file_says_that_there_is_nothing_to_compare(as_ada: Client, ada: Merchant) -> None:
    page = page_of(as_ada, imported(ada, mugs([1]), name="new-2026-11-30.csv"))
    assert "the first file named “new”" in page


def test_a_file_of_some_columns_says_that_it_keeps_the_others(
    as_ada: Client, ada: Merchant
) -> None:
    imported(ada, mugs(range(3)))
    page = page_of(as_ada, imported(ada, [{"id": "mug-1", "price": "1 EUR"}]))
    assert "only some columns or rows of a catalog" in page


def test_the_product_list_says_why_a_retired_product_is_not_found(
    as_ada: Client, ada: Merchant
) -> None:
    imported(ada, mugs(range(6)))
    imported(ada, mugs(range(5)))
    page = as_ada.get(reverse("admin:catalog_product_changelist")).content.decode()
    assert page.count("Not on sale: no longer in its feed") == 1


def test_a_product_that_its_merchant_activates_is_no_longer_retired(
    as_ada: Client, ada: Merchant
) -> None:
    imported(ada, mugs(range(6)))
    imported(ada, mugs(range(5)))
    product = Product.objects.get(external_id="mug-5")
    url = reverse("admin:catalog_product_change", args=[product.pk])
    form = as_ada.get(url).context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: value for name, value in values.items() if value not in (None, "")}
    data |= {"active": "on", "attributes": "{}", "tags": "[]"}
    data |= {f"photos-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    response = as_ada.post(url, data)
    assert response.status_code == 302
    product.refresh_from_db()
    assert (product.active, product.retired_at) == (True, None)
