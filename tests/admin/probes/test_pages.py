"""No page of the admin shows or changes rows of another merchant, or changes any for a viewer."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from catalog.admin.tenancy import TenantAdmin
from catalog.models import Merchant
from tests.admin.probes.addresses import (
    Page,
    catalog_pages,
    pages_of,
    site_pages,
    tenant_admins,
)
from tests.admin.probes.rows import secret_of, tenant_models

pytestmark = pytest.mark.django_db
Writes = Callable[[], int]
REFUSED = {302, 403, 404, 405}
# What a form might ask for. Forms that are not complete change nothing by themselves.
DATA = {
    "post": "yes", "role": "viewer", "title": "Taken", "username": "cleo", "email": "c@x.example"
}  # fmt: skip
QUERIES = (
    "", "?_popup=1", "?_facets=True", "?q=secret-of", "?_changelist_filters=q%3Dsecret-of",
    "?p=99999999999", "?p=x", "?o=99.-99.x", "?o=1.2.3.4", "?e=1", "?all=",
)  # fmt: skip

# Addresses under /admin/ that belong to no admin class, and what keeps them from leaking.
SITE_PAGES = {
    "index": "lists admin classes and the user's own actions",
    "app_list": "lists admin classes",
    "login": "before sign-in",
    "logout": "ends the session",
    "password_change": "of the user",
    "password_change_done": "of the user",
    "autocomplete": "goes through the admin class of what it offers: test_choices.py",
    "jsi18n": "words of the admin",
    "second_factor_overview": "of the user",
    "second_factor_code": "of the user",
    "second_factor_set_up": "of the user",
    "set_password": "checks a signed link",
    "operations": "for operators only: test_operations.py",
}
each_admin = pytest.mark.parametrize(
    "model_admin", tenant_admins(), ids=[each.opts.model_name for each in tenant_admins()]
)


def content(answer: Any) -> str:
    data = b"".join(answer) if answer.streaming else answer.content
    return str(data.decode())


def after_redirect(client: Client, answer: Any) -> str:
    return content(client.get(answer["Location"]) if answer.status_code == 302 else answer)


def test_page_that_belongs_to_no_admin_class_is_known() -> None:
    """A new one is looked at, and named in SITE_PAGES."""
    assert site_pages() - set(SITE_PAGES) == set()


def test_rows_of_merchants_have_an_admin_class_that_guards_them() -> None:
    registered = admin.site._registry
    unguarded = [
        model.__name__
        for model in tenant_models()
        if model in registered and not isinstance(registered[model], TenantAdmin)
    ]
    assert unguarded == []


def foreign_addresses(page: Page, ada: Merchant, ben: Merchant) -> Iterator[str]:
    """Of rows of the other merchant, also below an own row."""
    yield from page.addresses(ben)
    if len(page.parts) > 1:
        yield from page.addresses(ada, others=ben)


def test_probes_go_through_all_addresses_of_rows(ada: Merchant, ben: Merchant) -> None:
    pages = [page for each in tenant_admins() for page in pages_of(each, with_row=True)]
    assert len({one for page in pages for one in foreign_addresses(page, ada, ben)}) >= 33


@each_admin
def test_own_pages_show_the_secret_that_is_looked_for(
    model_admin: Any, as_ada: Client, ada: Merchant
) -> None:
    """Else its absence would say nothing."""
    pages = [
        page for with_row in (True, False) for page in pages_of(model_admin, with_row=with_row)
    ]
    # Some have a list, but no page for each row.
    names = [f"catalog_{model_admin.opts.model_name}_{kind}" for kind in ("change", "changelist")]
    page = min((page for page in pages if page.name in names), key=lambda page: page.name)
    assert secret_of(ada) in content(as_ada.get(next(page.addresses(ada))))


@pytest.mark.parametrize("method", ["get", "post"])
@each_admin
def test_pages_of_another_merchants_rows_are_refused(
    model_admin: Any, method: str, as_ada: Client, ada: Merchant, ben: Merchant, writes: Writes
) -> None:
    before = writes()
    for page in pages_of(model_admin, with_row=True):
        for address in foreign_addresses(page, ada, ben):
            answer = getattr(as_ada, method)(address, DATA)
            assert answer.status_code in REFUSED, address
            assert secret_of(ben) not in after_redirect(as_ada, answer), address
    assert writes() == before


@pytest.mark.parametrize("with_row", [True, False])
@each_admin
def test_own_pages_show_nothing_of_another_merchant(
    model_admin: Any, *, with_row: bool, as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    for page in pages_of(model_admin, with_row=with_row):
        for address in page.addresses(ada):
            for query in ("",) if with_row else QUERIES:
                answer = as_ada.get(address + query)
                assert answer.status_code < 500, address + query
                assert secret_of(ben) not in after_redirect(as_ada, answer), address + query


@each_admin
def test_viewer_posts_to_no_page_of_a_row(
    model_admin: Any, viewer: Client, ada: Merchant, writes: Writes
) -> None:
    before = writes()
    for page in pages_of(model_admin, with_row=True):
        for address in page.addresses(ada):
            assert viewer.post(address, DATA).status_code == 403, address
    assert writes() == before


@each_admin
def test_viewer_changes_nothing_by_looking(
    model_admin: Any, viewer: Client, ada: Merchant, writes: Writes
) -> None:
    before = writes()
    for with_row in (True, False):
        for page in pages_of(model_admin, with_row=with_row):
            for address in page.addresses(ada):
                assert viewer.get(address).status_code < 500, address
    assert writes() == before


@each_admin
def test_viewer_changes_nothing_by_pages_without_a_row(
    model_admin: Any, viewer: Client, ada: Merchant, writes: Writes
) -> None:
    before = writes()
    for page in pages_of(model_admin, with_row=False):
        for address in page.addresses(ada):
            expected = {200, 302, 405} if page.name.endswith("_changelist") else {403}
            assert viewer.post(address, DATA).status_code in expected, address
    assert writes() == before


def shared_pages() -> list[Page]:
    """Of admin classes without merchants' rows, such as categories."""
    return [page for page in catalog_pages() if not page.of_tenants and not page.has_row]


def test_pages_of_shared_rows_show_nothing_of_another_merchant(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    for page in shared_pages():
        for address in page.addresses(ada):
            for query in QUERIES:
                answer = as_ada.get(address + query)
                assert answer.status_code < 500, address + query
                assert secret_of(ben) not in after_redirect(as_ada, answer), address + query


def test_viewer_changes_nothing_by_pages_of_shared_rows(
    viewer: Client, ada: Merchant, writes: Writes
) -> None:
    before = writes()
    for page in shared_pages():
        for address in page.addresses(ada):
            assert viewer.get(address).status_code < 500, address
            assert viewer.post(address, DATA).status_code < 500, address
    assert writes() == before


@pytest.mark.parametrize("name", ["index", "password_change", "second_factor_overview"])
def test_page_of_the_site_shows_nothing_of_another_merchant(
    name: str, as_ada: Client, admin_client: Client, ben: Merchant
) -> None:
    product = ben.products.earliest("pk")
    data = {"action": "delete_selected", "_selected_action": [product.pk], "post": "yes"}
    admin_client.post(reverse("admin:catalog_product_changelist"), data)
    assert secret_of(ben) not in content(as_ada.get(reverse(f"admin:{name}")))
    assert not ben.products.filter(pk=product.pk).exists()


def test_redirect_to_the_page_of_a_row_does_not_exist(as_ada: Client, ben: Merchant) -> None:
    for number in range(40):
        assert as_ada.get(f"/admin/r/{number}/{ben.pk}/").status_code == 404
