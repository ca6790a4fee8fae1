"""A merchant makes a rule, previews it unsaved and saves it, in Chromium without JavaScript."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import MerchandisingRule, Merchant, Product
from tests.admin.signed_in import SIZES, look, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=list(SIZES.values()), ids=list(SIZES))
def admin(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, ada: Merchant
) -> Page:
    size: ViewportSize = request.param
    page = browser.new_context(java_script_enabled=False, viewport=size).new_page()
    sign_in(page, live_server, ada.users.get())
    page.goto(live_server.url + reverse("admin:catalog_merchandisingrule_add"))
    return page


def test_a_rule_is_previewed_unsaved_and_then_saved(admin: Page, ada: Merchant) -> None:
    Product.objects.create(merchant=ada, external_id="cup-1", title="Cup of ada", price=Decimal(4))
    admin.get_by_label("Name").fill("Cups first")
    admin.get_by_label("shoppers browse, without words or photo").check()
    admin.locator("#id_products-0-article").fill("ada-1")
    with admin.context.expect_page() as opened:
        admin.get_by_role("button", name="Preview without saving").click()
    preview = opened.value
    today, with_rule = preview.locator("section ol").all()
    expect(today.locator("li").first).to_contain_text("Cup of ada")
    expect(with_rule.locator("li").first).to_contain_text("Mug of ada")
    expect(with_rule.locator("li").first).to_contain_text("shown first")
    look(preview, "rule-preview")
    preview.get_by_label("What a shopper types").fill("cup")
    preview.get_by_role("button", name="Show").click()
    expect(preview.get_by_text("it is for browsing, and this is a search")).to_be_visible()
    assert not MerchandisingRule.objects.exists()
    look(admin, "rule-form")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_text("was added successfully")).to_be_visible()
    expect(admin.get_by_text("1 shown first")).to_be_visible()
    look(admin, "rule-list")
