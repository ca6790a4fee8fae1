"""No path or query parameter causes a 500: odd ones get 404 or 400, or are ignored."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import reverse

from catalog.models import ImportRun, Merchant, Product
from tests.admin.conftest import ada, as_ada
from tests.attacks.odd_addresses import odd_addresses

__all__ = ["ada", "as_ada"]

pytestmark = pytest.mark.django_db

VALUES = ("x" * 300, "9" * 20, "%00", "%FF%FE", "1,2,x", "nonsense", "10000-01-01", "{")
LOOKUPS = ("", "__exact", "__in", "__range", "__regex", "__contains", "__year", "__isnull")
PAGING = ("p", "o", "q", "e", "all", "_facets", "_popup", "_to_field", "_changelist_filters")


def failures(client: Client, addresses: Iterable[str], method: str = "GET") -> list[str]:
    """Return the addresses that cause a 500."""
    client.raise_request_exception = False
    return [address for address in addresses if status(client, method, address) == 500]


def status(client: Client, method: str, address: str, **body: object) -> int:
    # In a savepoint, because a database error would break the transaction of the test.
    with transaction.atomic():
        answer = client.generic(method, address) if not body else client.post(address, body)
        transaction.set_rollback(True)
    return answer.status_code


def every(number: int, addresses: Iterable[str], *, start: int = 0) -> Iterator[str]:
    """Return every `number`-th address from `start` on. Trying all would take five minutes."""
    return islice(addresses, start, None, number)


# The steps are coprime to the number of parts, so that every pattern meets many of them.
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("who", "step"), [("as_ada", 5), ("admin_client", 4)])
def test_odd_path_parts_of_the_admin_never_cause_a_500(
    request: pytest.FixtureRequest, who: str, step: int, method: str
) -> None:
    addresses = [address for address in odd_addresses() if "logout" not in address]
    assert len(addresses) > 1000
    assert failures(request.getfixturevalue(who), every(step, addresses), method) == []


def test_odd_path_parts_of_public_views_never_cause_a_500(client: Client) -> None:
    addresses = [address for address in odd_addresses() if not address.startswith("/admin/")]
    for method in ("GET", "POST", "DELETE"):
        assert failures(client, addresses, method) == []


def odd_files() -> Iterator[str]:
    for folder in ("photos", "demo"):
        yield f"/media/{folder}/{'x' * 300}.jpg"
        yield f"/media/{folder}/a.jpg/b.jpg"
        yield f"/media/{folder}/{'a/' * 2500}b.jpg"
    yield f"/static/{'x' * 300}.css"
    yield "/static/shop/base.css/x.css"


def test_odd_file_names_are_404(client: Client, media: Path) -> None:
    (media / "photos").mkdir()
    (media / "photos" / "a.jpg").write_bytes(b"")
    for address in odd_files():
        assert status(client, "GET", address) == 404, address[:60]


def test_admin_has_no_redirect_to_pages_of_rows(as_ada: Client, admin_client: Client) -> None:
    """Django's own redirect reveals which rows exist, and fails on UUIDs."""
    kinds = ContentType.objects.values_list("pk", flat=True)
    addresses = [f"/admin/r/{kind}/{part}/" for kind in kinds for part in ("1", "x", uuid.uuid4())]
    for client in (as_ada, admin_client):
        assert {status(client, "GET", address) for address in addresses} == {404}


def odd_lists() -> Iterator[str]:
    for model in admin.site._registry:
        page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        fields = [field.name for field in model._meta.get_fields()]
        names = [*PAGING, *(name + lookup for name in fields for lookup in LOOKUPS)]
        for name, value in product((*names, "merchant__users__password__startswith"), VALUES):
            yield f"{page}?{name}={value}"


def odd_forms() -> Iterator[str]:
    for model, pages in admin.site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}_add"
        if name not in {url.name for url in pages.get_urls()}:
            continue  # counts of searches are added by nobody
        page = reverse(f"admin:{name}")
        for field in model._meta.get_fields():
            yield from (f"{page}?{field.name}={value}" for value in VALUES)


def odd_choices() -> Iterator[str]:
    parameters = {
        "app_label": "catalog",
        "model_name": "photo",
        "field_name": "product",
        "term": "x",
    }
    for name in (*parameters, "page"):
        for value in VALUES:
            query = "&".join(f"{key}={text}" for key, text in {**parameters, name: value}.items())
            yield f"{reverse('admin:autocomplete')}?{query}"


@pytest.mark.parametrize(
    ("addresses", "step"), [(odd_lists, 29), (odd_forms, 13), (odd_choices, 1)]
)
@pytest.mark.parametrize("who", ["as_ada", "admin_client"])
def test_odd_query_parameters_of_the_admin_never_cause_a_500(
    request: pytest.FixtureRequest,
    who: str,
    addresses: Callable[[], Iterator[str]],
    step: int,
    ada: Merchant,
) -> None:
    client = request.getfixturevalue(who)
    # The two users get different addresses.
    sample = every(step, addresses(), start=3 if who == "as_ada" else 0)
    assert failures(client, sample) == []


@pytest.mark.parametrize("name", ["state", "merchant", "title"])
@pytest.mark.parametrize("lookup", LOOKUPS)
def test_odd_filter_lookups_of_products_never_cause_a_500(
    admin_client: Client, name: str, lookup: str
) -> None:
    page = reverse("admin:catalog_product_changelist")
    assert failures(admin_client, [f"{page}?{name}{lookup}={value}" for value in VALUES]) == []


@pytest.mark.parametrize("value", VALUES)
def test_add_form_ignores_an_initial_row_that_cannot_exist(as_ada: Client, value: str) -> None:
    for address in ("/admin/catalog/photo/add/?product=", "/admin/catalog/product/add/?category="):
        assert status(as_ada, "GET", address + value) in {200, 400}


@pytest.mark.parametrize("name", ["action", "_selected_action", "select_across", "index"])
def test_odd_admin_actions_never_cause_a_500(
    admin_client: Client, ada: Merchant, name: str
) -> None:
    admin_client.raise_request_exception = False
    chosen = {"action": "delete_selected", "_selected_action": "1", "index": "0"}
    for model in (Product, ImportRun, User):
        page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for value in ("x" * 300, "9" * 20, "\0", "1,2,x", "-1", "{"):
            assert status(admin_client, "POST", page, **{**chosen, name: value}) < 500, value


def test_product_list_drops_meaningless_filters(as_ada: Client) -> None:
    page = reverse("admin:catalog_product_changelist")
    answer = as_ada.get(f"{page}?state__range=x&title__range=x", follow=True)
    assert answer.status_code == 200
    assert as_ada.get(f"{page}?title__contains=Mug").status_code == 200
