"""A shop whose products are awkward to show, and pages to look at it."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request
from pytest_django.live_server_helper import LiveServer

from catalog.models import Photo
from tests.shop import Make


@pytest.fixture
def shop(live_server: LiveServer, sell: Make, make: Make) -> str:
    """The address of a shop with eight products of awkward kinds, the last one first."""
    make("Red pot", "red", "blue")
    sell("Grey pot " + "with a very long name " * 13)
    sell("x" * 300)
    sell("כוס אדומה", currency="JPY", price=Decimal(12900))
    sell("Sold pot", availability="out_of_stock", sale_price=Decimal(8))
    make("Pot without a photo")
    broken = sell("Broken pot")
    sell("Green pot", "green")
    photo = Photo.objects.get(product=broken)
    Path(photo.file.path).unlink()
    return live_server.url


@pytest.fixture
def bare(browser: Browser) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def requests_of(page: Page) -> list[str]:
    """The documents that are asked for from now on."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.is_navigation_request():
            found.append(request.url)

    page.on("request", note)
    return found
