"""A merchant tends products in headless Chromium, on a wide screen and on a phone."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import Merchant, Product
from tests.admin.signed_in import SIZES, look, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=list(SIZES.values()), ids=list(SIZES))
def admin(
    request: pytest.FixtureRequest, page: Page, live_server: LiveServer, ada: Merchant
) -> Page:
    """A page of a signed-in user of Ada's."""
    ada.products.update(attributes={"color": "blue", "size": "42"})
    sign_in(page, live_server, ada.users.get())
    page.set_viewport_size(request.param)
    return page


def open_product(page: Page, live_server: LiveServer, product: Product) -> None:
    page.goto(live_server.url + reverse("admin:catalog_product_change", args=[product.pk]))


def test_merchant_adds_and_removes_attributes_by_buttons(
    admin: Page, live_server: LiveServer, ada: Merchant
) -> None:
    product = ada.products.get()
    open_product(admin, live_server, product)
    rows = admin.locator(".attribute-row")
    expect(rows).to_have_count(3)  # with a blank one
    rows.filter(has=admin.locator('input[value="size"]')).get_by_text("Remove").click()
    admin.get_by_role("button", name="Add an attribute").click()
    expect(admin.get_by_label("Name of attribute 6")).to_be_focused()
    admin.get_by_label("Name of attribute 6").fill("Material")
    admin.get_by_label("Value of attribute 6").fill("Clay")
    admin.get_by_role("textbox", name="Title").fill("Tea mug")
    expect(admin.get_by_text("7 of 300 characters")).to_be_visible()
    look(admin, "product")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_text("was changed successfully")).to_be_visible()
    look(admin, "products")
    product.refresh_from_db()
    assert product.attributes == {"color": "blue", "material": "clay"}
    assert product.title == "Tea mug"


def test_save_is_in_reach_wherever_a_long_page_is_scrolled(
    admin: Page, live_server: LiveServer, ada: Merchant
) -> None:
    open_product(admin, live_server, ada.products.get())
    expect(admin.get_by_role("button", name="Save", exact=True)).to_be_in_viewport()


def test_theme_that_the_user_chooses_colours_the_page(
    admin: Page, live_server: LiveServer, ada: Merchant
) -> None:
    admin.emulate_media(color_scheme="light")
    open_product(admin, live_server, ada.products.get())
    background = "getComputedStyle(document.body).backgroundColor"
    light = admin.evaluate(background)
    assert light == "rgb(250, 248, 244)"
    toggle = admin.get_by_role("button", name="Toggle theme")
    toggle.click()  # from the system's to dark
    assert admin.evaluate(background) == "rgb(21, 20, 19)"
    toggle.click()
    assert admin.evaluate(background) == light
    admin.emulate_media(color_scheme="dark")
    assert admin.evaluate(background) == light, "the user has chosen light"


def test_merchant_lowers_prices_in_bulk_and_takes_it_back(
    admin: Page, live_server: LiveServer, ada: Merchant
) -> None:
    for number in range(60):
        Product.objects.create(
            merchant=ada, external_id=f"cup-{number}", title=f"Cup {number}", price=20
        )
    admin.goto(live_server.url + reverse("admin:catalog_product_changelist"))
    admin.get_by_label("Select all objects on this page").check()
    admin.get_by_text("Select all 61 products").click()
    admin.locator("select[name=action]").select_option("Edit in bulk …")
    admin.get_by_role("button", name="Go").click()
    look(admin, "bulk-edit")
    admin.get_by_label("Price:", exact=True).select_option("lower by per cent")
    admin.get_by_label("by or to").first.fill("10")
    admin.get_by_label("rounded").first.select_option("to end in .95")
    admin.get_by_role("button", name="Preview").click()
    expect(admin.get_by_text("61 would change")).to_be_visible()
    look(admin, "bulk-preview")
    admin.get_by_role("button", name="Change 61 products").click()
    expect(admin.get_by_text("61 changed")).to_be_visible()
    look(admin, "bulk-result")
    assert set(ada.products.values_list("price", flat=True)) == {Decimal("17.95"), Decimal("7.95")}
    admin.get_by_role("button", name="Undo this edit").click()
    expect(admin.get_by_text("61 restored")).to_be_visible()
    assert set(ada.products.values_list("price", flat=True)) == {20, 9}
