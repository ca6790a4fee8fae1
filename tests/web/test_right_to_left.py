"""Pages in a language that is written from right to left, in headless Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.shop import Make
from tests.web.pseudo_language import write_pseudo_language
from tests.web.shopper_pages import stock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGE = "he"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def addresses(
    live_server: LiveServer, settings: Settings, tmp_path: Path, sell: Make
) -> dict[str, str]:
    write_pseudo_language(tmp_path, LANGUAGE)
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), (LANGUAGE, "עברית")]
    product = stock(sell)
    shop = f"{live_server.url}/{LANGUAGE}/"
    return {
        "home": shop,
        "results": f"{shop}search/?q=Ωcup&price_max=90",
        "product": f"{shop}products/{product.pk}/",
        "privacy": f"{shop}privacy/",
        "nothing": f"{shop}nothing/",
    }


def test_no_page_is_wider_than_the_narrowest_phone(page: Page, addresses: dict[str, str]) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    wider = {}
    for name, address in addresses.items():
        page.goto(address)
        wider[name] = page.evaluate(OVERFLOW)
    assert wider == dict.fromkeys(addresses, 0)


def test_pages_are_mirrored(page: Page, addresses: dict[str, str]) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(addresses["results"])
    assert page.locator("html").get_attribute("dir") == "rtl"
    centre = {
        part: page.locator(part).first.evaluate(
            "(e) => { const r = e.getBoundingClientRect(); return (r.left + r.right) / 2; }"
        )
        for part in (".wordmark", ".side", ".hits")
    }
    assert centre[".wordmark"] > 900
    assert centre[".hits"] < 640 < centre[".side"]


def test_an_english_title_is_read_from_left_to_right(page: Page, addresses: dict[str, str]) -> None:
    page.goto(addresses["results"])
    title = page.locator(".card-title [dir=auto]").first
    assert title.evaluate("(e) => getComputedStyle(e).direction") == "ltr"
