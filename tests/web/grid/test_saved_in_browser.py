"""Products that a shopper saves on the device, in headless Chromium."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.shop import Make
from tests.web.grid.conftest import requests_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_ten_fast_presses_on_a_heart_end_as_they_should(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/")
    documents = requests_of(page)
    button = page.locator("[data-save]").first
    for _ in range(11):
        button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-saved-count]")).to_have_text("1")
    for _ in range(10):
        button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert len(page.evaluate("JSON.parse(localStorage.saved)")) == 1
    assert documents == []


def test_saved_products_stay_pressed_after_a_change_of_the_search(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/")
    card = page.locator(".card", has_text="Green pot")
    card.locator("[data-save]").click()
    page.locator("#sort").select_option("price_high")
    expect(page).to_have_url(re.compile("sort=price_high"))
    expect(card.locator("[data-save]")).to_have_attribute("aria-pressed", "true")


def test_saved_products_are_listed_in_every_tab(page: Page, shop: str, sell: Make) -> None:
    page.goto(f"{shop}/search/")
    other = page.context.new_page()
    other.goto(f"{shop}/saved/")
    expect(other.get_by_text("Nothing saved yet")).to_be_visible()
    page.locator(".card", has_text="Green pot").locator("[data-save]").click()
    expect(other.locator(".card-title")).to_have_text("Green pot")
    expect(other.locator("[data-saved-count]")).to_have_text("1")
    other.locator("[data-save]").click()
    expect(page.locator("[data-saved-count]")).to_be_hidden()
    expect(other.locator(".card-title")).to_have_text("Green pot")


def test_saved_products_that_are_gone_can_be_removed(page: Page, shop: str, sell: Make) -> None:
    key = sell("Old pot", active=False).pk
    page.goto(f"{shop}/saved/")
    page.evaluate("key => localStorage.setItem('saved', JSON.stringify([key, 'x', null]))", key)
    page.reload()
    expect(page.get_by_text("One product that you saved is no longer sold.")).to_be_visible()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("Nothing saved yet")).to_be_visible()
    assert page.evaluate("localStorage.saved") == "[]"


@pytest.mark.parametrize("stored", ["{", "7", '{"a": 1}', "null"])
def test_spoilt_list_counts_as_empty(page: Page, shop: str, stored: str) -> None:
    page.goto(f"{shop}/search/")
    page.evaluate("text => localStorage.setItem('saved', text)", stored)
    page.reload()
    page.locator("[data-save]").first.click()
    expect(page.locator("[data-saved-count]")).to_have_text("1")


def test_browser_that_keeps_nothing_shows_no_hearts(browser: Browser, shop: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        "for (const name of ['getItem', 'setItem'])"
        " Storage.prototype[name] = () => { throw new DOMException('blocked'); }"
    )
    page = context.new_page()
    page.goto(f"{shop}/search/")
    expect(page.locator("[data-save]").first).to_be_hidden()
    page.goto(f"{shop}/saved/")
    expect(page.get_by_text("This browser keeps nothing for this site")).to_be_visible()
    context.close()


def test_full_storage_leaves_the_heart_as_it_was(page: Page, shop: str) -> None:
    page.add_init_script(
        "const set = Storage.prototype.setItem; Storage.prototype.setItem = function (key, value) {"
        " if (key === 'saved') throw new DOMException('full', 'QuotaExceededError');"
        " set.call(this, key, value); }"
    )
    page.goto(f"{shop}/search/")
    page.locator("[data-save]").first.click()
    expect(page.locator("[data-save]").first).to_have_attribute("aria-pressed", "false")
