"""Neither filters nor choices, inlines or actions reach rows of another merchant."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import ForeignKey, Model
from django.forms import HiddenInput, ModelChoiceField
from django.test import Client, RequestFactory
from django.urls import reverse

from catalog.admin.own_choices import merchant_path
from catalog.models import Category, Merchant, Product, Role
from tests.admin.conftest import client_of
from tests.admin.probes.addresses import key_of
from tests.admin.probes.rows import LEFT_OUT, rows_of, secret_of
from tests.admin.probes.test_pages import content, each_admin

pytestmark = pytest.mark.django_db


def changelist(model: type[Model]) -> str:
    return reverse(f"admin:catalog_{model._meta.model_name}_changelist")


def keys(model: type[Model], *, depth: int = 3) -> "Iterator[tuple[str, type[Model]]]":
    """The lookups through relations of a model, both ways, and where they lead."""
    for field in model._meta.get_fields():
        related = field.related_model
        if field.is_relation and isinstance(related, type) and depth:
            yield field.name, related
            yield from (
                (f"{field.name}__{rest}", end) for rest, end in keys(related, depth=depth - 1)
            )


def filters(model: type[Model], ben: Merchant) -> Iterator[str]:
    """Filters by rows of the other merchant."""
    for lookup, end in keys(model, depth=2):
        if end not in LEFT_OUT and (end is Category or merchant_path(end)):
            row = Category.objects.get(path=secret_of(ben)) if end is Category else None
            key = row.pk if row else key_of(end, ben)
            yield f"{lookup}__id__exact={key}"
            if "__" not in lookup:
                yield from (f"{lookup}={key}", f"{lookup}__in={key}", f"{lookup}__gte={key}")


def is_refused_or_ignored(answer: Any) -> bool:
    """Only Django's own lists look at such parameters."""
    return answer.status_code == 400 or "cl" not in answer.context


@each_admin
def test_filters_show_nothing_of_another_merchant(
    model_admin: Any, as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    found = list(filters(model_admin.model, ben))
    assert len(found) > 10
    for query in found:
        address = f"{changelist(model_admin.model)}?{query}&_facets=True"
        answer = as_ada.get(address, follow=True)
        assert answer.status_code in {200, 400}, address
        assert secret_of(ben) not in content(answer), address


@each_admin
def test_filters_ask_nothing_of_accounts(model_admin: Any, as_ada: Client, ada: Merchant) -> None:
    """Else the number of rows would tell a password's hash, letter by letter."""
    as_ada.raise_request_exception = False
    for lookup, end in keys(model_admin.model, depth=3):
        if end is User:
            query = f"{lookup}__password__startswith=x"
            answer = as_ada.get(f"{changelist(model_admin.model)}?{query}")
            assert is_refused_or_ignored(answer), query


@each_admin
def test_page_for_another_window_refers_to_no_hidden_column(
    model_admin: Any, as_ada: Client, ada: Merchant
) -> None:
    for column in ("password", "users__password", "merchant__slug", "products"):
        address = f"{changelist(model_admin.model)}?_popup=1&_to_field={column}"
        assert is_refused_or_ignored(as_ada.get(address)), address


def forms_of(model_admin: Any, user: User) -> Iterator[Any]:
    """The forms and inline forms by which the user adds a row."""
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=user.pk)
    if model_admin.has_add_permission(request):
        yield model_admin.get_form(request)()
    for formset, _inline in model_admin.get_formsets_with_inlines(request):
        yield formset().empty_form


@each_admin
def test_forms_offer_no_row_of_another_merchant(
    model_admin: Any, ada: Merchant, ben: Merchant
) -> None:
    for form in forms_of(model_admin, ada.users.get()):
        for name, field in form.fields.items():
            if isinstance(field, ModelChoiceField) and not isinstance(field.widget, HiddenInput):
                rows: Any = field.queryset
                offered = {str(row) for row in rows}
                assert not any(secret_of(ben) in text for text in offered), name
                model = rows.model
                if merchant_path(model):
                    assert not rows.filter(pk=key_of(model, ben)).exists(), name


def autocompletions() -> "Iterator[tuple[str, str, str]]":
    """All keys that a form of the admin may offer by typing."""
    for model_admin in admin.site._registry.values():
        for field in model_admin.model._meta.get_fields():
            if isinstance(field, ForeignKey):
                opts = model_admin.opts
                yield opts.app_label, str(opts.model_name), field.name


def test_typing_offers_nothing_of_another_merchant(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    answered = 0
    for app, model, field in autocompletions():
        for term in ("", "secret", "ben", str(key_of(Product, ben))):
            query = {"app_label": app, "model_name": model, "field_name": field, "term": term}
            answer = as_ada.get(reverse("admin:autocomplete"), query)
            assert answer.status_code in {200, 403, 404}
            assert secret_of(ben) not in content(answer)
            answered += answer.status_code == 200
    assert answered >= 4


def actions_of(model_admin: Any) -> list[str]:
    return [name for _call, name, _description in model_admin._get_base_actions()]


def act(client: Client, model_admin: Any, keys: list[object], **data: str) -> None:
    for action in actions_of(model_admin):
        chosen = {"action": action, "_selected_action": keys, "post": "yes", **data}
        answer = client.post(changelist(model_admin.model), chosen)
        assert answer.status_code < 500


@pytest.mark.parametrize("data", [{}, {"select_across": "1"}, {"index": "0"}])
@each_admin
def test_actions_change_no_row_of_another_merchant(
    model_admin: Any, data: dict[str, str], as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    before = snapshot(model_admin.model, ben)
    act(as_ada, model_admin, [key_of(model_admin.model, ben)], **data)
    assert snapshot(model_admin.model, ben) == before


@pytest.mark.parametrize("data", [{}, {"select_across": "1"}, {"index": "0"}])
@each_admin
def test_actions_change_nothing_for_a_viewer_who_edits_elsewhere(
    model_admin: Any, data: dict[str, str], ada: Merchant, ben: Merchant
) -> None:
    client = client_of(ada, Role.VIEWER, name="cleo")
    ben.users.add(User.objects.get(username="cleo"), through_defaults={"role": Role.OWNER})
    before = snapshot(model_admin.model, ada)
    own = [key_of(model_admin.model, ada)]
    both = [*own, key_of(model_admin.model, ben)]
    for selected in (own, both):
        act(client, model_admin, selected, **data)
    assert snapshot(model_admin.model, ada) == before


def snapshot(model: type[Model], merchant: Merchant) -> list[dict[str, Any]]:
    return list(rows_of(model, merchant).values())


def inlines() -> list[tuple[Any, Any]]:
    own = [each for each in admin.site._registry.values() if each.opts.app_label == "catalog"]
    return [(each, inline(each.model, admin.site)) for each in own for inline in each.inlines]


def foreign_row(prefix: str, fk: str, parent: object, row: Any) -> dict[str, object]:
    """An inline form that names a row of another merchant."""
    management = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 9}
    columns = {field.name: "Taken" for field in row._meta.get_fields() if not field.is_relation}
    row_data = {**columns, "id": row.pk, fk: parent, "DELETE": "on"}
    return {f"{prefix}-{name}": value for name, value in management.items()} | {
        f"{prefix}-0-{name}": value for name, value in row_data.items()
    }


@pytest.mark.parametrize(("model_admin", "inline"), inlines())
def test_inline_form_changes_no_row_of_another_merchant(
    model_admin: Any, inline: Any, as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    parent, row = key_of(model_admin.model, ada), rows_of(inline.model, ben).first()
    formset: Any = inline.get_formset(as_ada_request(ada))
    data = foreign_row(formset.get_default_prefix(), formset.fk.name, parent, row)
    data |= {"title": "T", "external_id": "e", "price": "1", "currency": "EUR", "merchant": ada.pk,
             "availability": "in_stock", "attributes": "{}", "tags": "[]"}  # fmt: skip
    before = snapshot(inline.model, ben)
    page = reverse(f"admin:catalog_{model_admin.opts.model_name}_change", args=[parent])
    assert as_ada.post(page, data).status_code < 500
    assert snapshot(inline.model, ben) == before


def as_ada_request(ada: Merchant) -> Any:
    request = RequestFactory().get("/")
    request.user = ada.users.get()
    return request


@each_admin
def test_lists_are_not_edited_by_a_viewer_who_edits_elsewhere(
    model_admin: Any, ada: Merchant, ben: Merchant
) -> None:
    client = client_of(ada, Role.VIEWER, name="cleo")
    ben.users.add(User.objects.get(username="cleo"), through_defaults={"role": Role.OWNER})
    before = snapshot(model_admin.model, ada)
    row = key_of(model_admin.model, ada)
    data: dict[str, object] = {"_save": "Save", "form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1}
    data |= {"form-0-id": row} | {f"form-0-{name}": "7" for name in model_admin.list_editable}
    assert client.post(changelist(model_admin.model), data).status_code < 500
    assert snapshot(model_admin.model, ada) == before
