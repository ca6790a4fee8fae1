"""The box without JavaScript: a form that leads to the same addresses."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.shop import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RED = {"name": "red.jpg", "mimeType": "image/jpeg", "buffer": jpeg("red")}


@pytest.fixture
def plain(browser: Browser, size: ViewportSize) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport=size)
    yield context.new_page()
    context.close()


def test_words_and_filters_are_sent(plain: Page, shop: str) -> None:
    plain.goto(f"{shop}/search/?brand=Norda")
    plain.locator("#search-words").fill("red")
    plain.locator("#search-words").press("Enter")
    plain.wait_for_url("**/search/?*q=red*")
    assert "brand=Norda" in plain.url
    expect(plain.locator(".card-title").first).to_have_text("Red pot")


def test_a_photo_is_sent_with_the_words(plain: Page, shop: str) -> None:
    plain.goto(shop)
    plain.locator("#search-photo").set_input_files(RED)  # type: ignore[arg-type]  # a TypedDict
    plain.locator("#search-words").fill("pot")
    plain.locator("#search-words").press("Enter")
    plain.wait_for_url("**/search/?q=pot&photo=*")
    expect(plain.locator(".card-title").first).to_have_text("Red pot")


def test_the_address_of_a_photo_reaches_the_shop(plain: Page, shop: str) -> None:
    plain.goto(f"{shop}/search/?q=pot")
    plain.get_by_title("Search with the address of a photo").click()
    plain.locator("#search-link").fill("http://127.0.0.1/1.jpg")
    plain.locator("#search-link").press("Enter")
    expect(plain.get_by_role("heading", name="There is no photo at this address")).to_be_visible()
    expect(plain.locator("#search-words")).to_have_value("pot")


def test_what_needs_javascript_is_not_shown(plain: Page, shop: str) -> None:
    plain.goto(shop)
    for part in ("[data-clear]", "[data-voice]", "#search-panel", "#search-trouble"):
        expect(plain.locator(part)).to_be_hidden()
