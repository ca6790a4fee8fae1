"""The pages of API keys in Chromium, at two sizes."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import ApiKey, Merchant
from tests.admin.signed_in import SIZES, look, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", SIZES)
def test_an_owner_makes_copies_and_revokes_a_key(
    page: Page, live_server: LiveServer, ada: Merchant, size: str
) -> None:
    page.set_viewport_size(SIZES[size])
    sign_in(page, live_server, ada.users.get())
    page.goto(live_server.url + reverse("admin:catalog_apikey_add"))
    page.get_by_label("Name").fill("Stock system")
    page.get_by_label("Add, change and delete products").check()
    look(page, "key-form")
    page.get_by_role("button", name="Save", exact=True).click()
    key = page.locator(".key").inner_text()
    assert key.startswith("sk_")
    look(page, "key-created")
    page.goto(live_server.url + reverse("admin:catalog_apikey_changelist"))
    look(page, "key-list")
    page.get_by_role("link", name="Stock system").click()
    expect(page.get_by_text(key)).to_have_count(0)
    look(page, "key-page")
    page.get_by_role("link", name="Revoke").click()
    look(page, "key-revoke")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("requests with it are refused")).to_be_visible()
    assert ApiKey.objects.get().revoked_at is not None


@pytest.mark.parametrize("size", SIZES)
def test_an_operator_makes_a_publishable_key(
    page: Page, live_server: LiveServer, ada: Merchant, size: str
) -> None:
    page.set_viewport_size(SIZES[size])
    sign_in(page, live_server, User.objects.create_superuser("operator"))
    page.goto(live_server.url + reverse("admin:catalog_apikey_add"))
    page.get_by_label("Kind").select_option("publishable")
    page.get_by_label("Name").fill("Widget")
    page.get_by_label("Allowed origins").fill("https://shop.example")
    look(page, "key-form-operator")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.locator(".key").inner_text().startswith("pk_")
    look(page, "key-created-publishable")
