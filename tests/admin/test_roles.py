"""Viewers see, editors change products and import, owners change the merchant's record as well."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import ImportRun, Membership, Merchant, Photo, Product, Role
from tests.admin.conftest import client_of
from tests.ingest.conftest import MUG, table

pytestmark = pytest.mark.django_db


def page(model: type, kind: str, *args: object) -> str:
    return reverse(f"admin:catalog_{model.__name__.lower()}_{kind}", args=args)


@pytest.fixture
def viewer(ada: Merchant) -> Client:
    return client_of(ada, Role.VIEWER)


@pytest.fixture
def editor(ada: Merchant) -> Client:
    return client_of(ada, Role.EDITOR)


def product_data(merchant: Merchant, **fields: object) -> dict[str, object]:
    data = {
        "merchant": merchant.pk, "external_id": f"{merchant.slug}-1", "title": "Renamed",
        "price": "9", "currency": "EUR", "availability": "in_stock", "attributes": "{}",
        "tags": "[]", "photos-TOTAL_FORMS": 0, "photos-INITIAL_FORMS": 0,
    }  # fmt: skip
    return {**data, **fields}


def test_members_by_default_are_owners(ada: Merchant) -> None:
    ada.users.add(User.objects.create_user("cleo"))
    assert Membership.objects.get(user__username="cleo").role == Role.OWNER


def test_querysets_tell_what_a_user_sees_from_what_a_user_changes(
    ada: Merchant, ben: Merchant
) -> None:
    user = User.objects.create_user("cleo")
    ada.users.add(user, through_defaults={"role": Role.VIEWER})
    ben.users.add(user, through_defaults={"role": Role.EDITOR})
    assert set(Product.objects.of_user(user)) == {ada.products.get(), ben.products.get()}
    assert list(Product.objects.editable_by(user)) == [ben.products.get()]
    assert not Merchant.objects.of_role(user, Role.OWNER).exists()


@pytest.mark.parametrize("model", [Product, Photo, ImportRun])
def test_viewer_sees_rows_without_a_way_to_change_them(
    viewer: Client, ada: Merchant, model: type[Product]
) -> None:
    row = model.objects.get()
    shown = viewer.get(page(model, "change", row.pk))
    assert shown.status_code == 200
    assert b'name="_save"' not in shown.content
    assert viewer.get(page(model, "add")).status_code == 403
    assert viewer.get(page(model, "delete", row.pk)).status_code == 403


@pytest.mark.parametrize(("role", "title"), [(Role.VIEWER, "Mug of ada"), (Role.EDITOR, "Renamed")])
def test_product_is_saved_for_editors_only(ada: Merchant, role: Role, title: str) -> None:
    product = ada.products.get()
    client_of(ada, role).post(page(Product, "change", product.pk), product_data(ada))
    product.refresh_from_db()
    assert product.title == title


def test_viewer_is_offered_no_action_that_changes_rows(viewer: Client, ada: Merchant) -> None:
    product = ada.products.get()
    form = viewer.get(page(Product, "changelist")).context["action_form"]
    offered = {name for name, _ in form.fields["action"].choices if name}
    assert offered == {"export_table", "export_json_lines"}
    for action in ("embed_again", "delete_selected"):
        data = {"action": action, "_selected_action": [product.pk], "post": "yes"}
        viewer.post(page(Product, "changelist"), data)
    assert ada.products.exists()


def test_action_leaves_products_alone_that_the_user_only_sees(ada: Merchant, ben: Merchant) -> None:
    client = client_of(ada, Role.VIEWER, name="cleo")
    ben.users.add(User.objects.get(username="cleo"), through_defaults={"role": Role.EDITOR})
    keys = [product.pk for product in Product.objects.all()]
    data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    answer = client.post(page(Product, "changelist"), data, follow=True)
    assert [str(product) for product in Product.objects.all()] == ["Mug of ada"]
    assert b"you may only view their merchant: 1" in answer.content


def test_select_across_leaves_products_alone_that_the_user_only_sees(
    ada: Merchant, ben: Merchant
) -> None:
    client = client_of(ada, Role.VIEWER, name="cleo")
    ben.users.add(User.objects.get(username="cleo"), through_defaults={"role": Role.EDITOR})
    key = ben.products.get().pk
    data = {"action": "delete_selected", "_selected_action": [key], "post": "yes"}
    client.post(page(Product, "changelist"), {**data, "select_across": "1", "index": "0"})
    assert [str(product) for product in Product.objects.all()] == ["Mug of ada"]


def test_forms_offer_only_merchants_whose_rows_the_user_changes(
    ada: Merchant, ben: Merchant
) -> None:
    client = client_of(ada, Role.VIEWER, name="cleo")
    ben.users.add(User.objects.get(username="cleo"), through_defaults={"role": Role.EDITOR})
    form = client.get(page(Product, "add")).context["adminform"].form
    assert list(form.fields["merchant"].queryset) == [ben]
    data = product_data(ada, external_id="new")
    assert "merchant" in client.post(page(Product, "add"), data).context["adminform"].form.errors
    data = {"product": ada.products.get().pk, "source_url": "https://a.example/2", "position": 1}
    assert "product" in client.post(page(Photo, "add"), data).context["adminform"].form.errors


@pytest.mark.parametrize(
    ("role", "kinds"),
    [(Role.EDITOR, ["keep"]), (Role.OWNER, ["keep", "deactivate", "delete"])],
)
def test_only_owners_have_imports_retire_products(
    ada: Merchant, role: Role, kinds: list[str]
) -> None:
    client = client_of(ada, role)
    form = client.get(page(ImportRun, "add")).context["adminform"].form
    assert [kind for kind, _label in form.fields["missing_action"].choices] == kinds


def test_owner_of_one_merchant_has_no_products_of_another_retired(
    ada: Merchant, ben: Merchant
) -> None:
    client = client_of(ada, Role.EDITOR, name="cleo")
    ben.users.add(User.objects.get(username="cleo"), through_defaults={"role": Role.OWNER})
    data = {
        "merchant": ada.pk, "dialect": "", "missing_action": "delete", "missing_scope": "merchant",
        "file": SimpleUploadedFile("a.csv", table(MUG)),
    }  # fmt: skip
    answer = client.post(page(ImportRun, "add"), data)
    assert "missing_action" in answer.context["adminform"].form.errors


def test_editor_uploads_a_catalog(editor: Client, ada: Merchant) -> None:
    data = {"merchant": ada.pk, "dialect": "", "file": SimpleUploadedFile("a.csv", table(MUG))}
    assert editor.post(page(ImportRun, "add"), data).status_code == 302
    assert ada.import_runs.count() == 2


def test_viewer_downloads_the_problems_of_an_import(viewer: Client, ada: Merchant) -> None:
    answer = viewer.get(page(ImportRun, "problems", ada.import_runs.get().pk))
    assert b"@ada" in b"".join(answer)


def test_run_page_offers_a_viewer_nothing_to_start(viewer: Client, ada: Merchant) -> None:
    shown = viewer.get(page(ImportRun, "change", ada.import_runs.get().pk)).content.decode()
    assert "cancel-import" not in shown
    assert "pause-import" not in shown


RECORD = {"currency": "USD", "time_zone": "UTC", "language": "english", "shop_url": ""}


def test_owner_changes_only_some_fields_of_the_own_record(as_ada: Client, ada: Merchant) -> None:
    taken = {"name": "Ben", "slug": "taken", "active": ""}
    as_ada.post(page(Merchant, "change", ada.pk), {**RECORD, **taken})
    ada.refresh_from_db()
    assert (ada.currency, ada.name, ada.slug, ada.active) == ("USD", "ada", "ada", True)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_record_is_only_shown_to_who_is_no_owner(ada: Merchant, role: Role) -> None:
    client = client_of(ada, role)
    assert client.get(page(Merchant, "change", ada.pk)).status_code == 200
    assert client.post(page(Merchant, "change", ada.pk), RECORD).status_code == 403


def test_merchants_see_only_themselves_in_the_list_of_merchants(
    as_ada: Client, ben: Merchant
) -> None:
    assert [
        str(row) for row in as_ada.get(page(Merchant, "changelist")).context["cl"].result_list
    ] == ["ada"]
    assert as_ada.get(page(Merchant, "add")).status_code == 403


def test_role_is_read_once_for_a_page(as_ada: Client, ada: Merchant) -> None:
    with CaptureQueriesContext(connection) as queries:
        as_ada.get(page(Product, "change", ada.products.get().pk))
    roles = [query for query in queries if '"role" FROM "catalog_merchant_users"' in query["sql"]]
    assert len(roles) == 1


def test_language_of_a_large_merchant_is_not_changed_within_a_request(
    as_ada: Client, ada: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.admin.merchants.MAX_REWRITTEN", 0)
    answer = as_ada.post(page(Merchant, "change", ada.pk), {**RECORD, "language": "german"})
    assert list(answer.context["adminform"].form.errors) == ["language"]
    assert as_ada.post(page(Merchant, "change", ada.pk), RECORD).status_code == 302
