"""The pages in headless Chromium, with and without JavaScript."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import Click
from catalog.search.saved import load_search
from tests.shop import Make, jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = ViewportSize(width=390, height=844)
DROP = """([bytes, type]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], "photo", { type }));
  for (const name of ["dragover", "drop"]) {
    document.querySelector("#page").dispatchEvent(
      new DragEvent(name, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }
}"""
PASTE = """(bytes) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/jpeg" }));
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
}"""


@pytest.fixture
def shop(live_server: LiveServer, sell: Make) -> str:
    """The address of a shop with three products."""
    sell("Red pot", "red", attributes={"color": "red"}, brand="Norda")
    sell("Blue pot", "blue", attributes={"color": "blue"}, brand="Norda")
    sell("Green cup", "green", attributes={"color": "green"}, brand="Koru")
    return live_server.url


@pytest.fixture
def red_photo(tmp_path: Path) -> Path:
    path = tmp_path / "red.jpg"
    path.write_bytes(jpeg("red"))
    return path


def first_card(page: Page) -> str:
    return page.locator(".results .card-title").first.inner_text()


def search_with(page: Page, shop: str, photo: Path) -> None:
    page.goto(shop)
    page.locator("#search-photo").set_input_files(photo)
    page.wait_for_url("**/search/?photo=*")


@contextmanager
def settling(page: Page) -> Iterator[None]:
    """Wait until htmx has settled, shortly after the address changes."""
    page.evaluate(
        "delete document.documentElement.dataset.settled;"
        "document.addEventListener('htmx:afterSettle', () => {"
        " document.documentElement.dataset.settled = ''; }, { once: true })"
    )
    yield
    expect(page.locator("html[data-settled]")).to_be_attached()


def refine(page: Page, words: str) -> None:
    with settling(page):
        page.locator("#search-words").fill(words)
        page.locator("#search-words").press("Enter")


def test_a_dropped_photo_is_searched_with_at_once(page: Page, shop: str) -> None:
    page.goto(shop)
    page.evaluate(DROP, [list(jpeg("red")), "image/jpeg"])
    page.wait_for_url("**/search/?photo=*")
    assert first_card(page) == "Red pot"


def test_a_pasted_photo_is_searched_with_at_once(page: Page, shop: str) -> None:
    page.goto(shop)
    page.evaluate(PASTE, list(jpeg("red")))
    page.wait_for_url("**/search/?photo=*")


def test_text_refines_without_reloading_and_going_back_undoes_it(
    page: Page, shop: str, red_photo: Path
) -> None:
    search_with(page, shop, red_photo)
    assert first_card(page) == "Red pot"
    page.evaluate("document.documentElement.dataset.stayed = ''")
    stayed = page.locator("html[data-stayed]")
    refine(page, "blue blue")
    page.wait_for_url("**q=blue+blue**")
    assert stayed.count() == 1
    page.go_back()
    page.wait_for_url(re.compile(r"/search/\?photo=[^&]+$"))
    expect(page.locator("#search-words")).to_have_value("")
    assert first_card(page) == "Red pot"


def test_a_facet_filters_and_its_chip_removes_it(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/")
    page.get_by_role("link", name="Norda 2").click()
    page.wait_for_url("**brand=Norda")
    expect(page.locator(".total")).to_have_text("2 products")
    page.get_by_role("link", name="Remove the filter Norda").click()
    expect(page.locator(".total")).to_have_text("3 products")


@pytest.mark.parametrize("modifier", [[], ["Control"]])
def test_opening_a_hit_reports_the_click_with_its_search(
    page: Page, shop: str, modifier: list[Literal["Control"]]
) -> None:
    """With Control, the hit opens in a new tab. Without, it replaces the page."""
    page.goto(f"{shop}/search/?q=pot")
    page.locator("#search-words").fill("red pot")
    page.locator("#search-words").press("Enter")
    page.wait_for_url("**q=red+pot**")
    with page.expect_request("**/clicks/"):
        page.get_by_role("link", name="Red pot", exact=True).click(modifiers=modifier)
    # The server may still be handling the request.
    while not Click.objects.exists():
        page.wait_for_timeout(50)
    click = Click.objects.get()
    assert (click.product.title, load_search(click.search_id).text) == ("Red pot", "red pot")


def test_pages_fit_a_phone_without_scrolling_sideways(
    page: Page, shop: str, red_photo: Path
) -> None:
    page.set_viewport_size(PHONE)
    search_with(page, shop, red_photo)
    for address in (page.url, shop, f"{shop}/products/1/", f"{shop}/search/?price_min=x"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], address


def test_search_and_filters_work_without_javascript(
    browser: Browser, shop: str, red_photo: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(shop)
    page.locator("#search-photo").set_input_files(red_photo)
    page.locator("#search .go").click()
    page.wait_for_url("**/search/?photo=*")
    assert first_card(page) == "Red pot"
    page.locator("#search-words").fill("pot")
    page.locator("#search-words").press("Enter")
    page.wait_for_url("**q=pot**")
    page.get_by_role("link", name="Norda 2").click()
    page.wait_for_url("**brand=Norda**")
    expect(page.locator(".total")).to_have_text("2 products")
    page.locator("#search-photo").set_input_files(red_photo)
    page.locator("#search .go").click()
    page.wait_for_url("**brand=Norda**photo=**")
    page.locator(".card a").first.click()
    expect(page.get_by_role("heading", name="Similar items")).to_be_visible()
    context.close()


def test_an_understood_part_is_taken_away_by_keyboard(page: Page, shop: str, sell: Make) -> None:
    sell("Dear pot", "red", price=Decimal(90))
    page.goto(f"{shop}/search/?q=pot+under+50")
    chip = page.get_by_role("list", name="Understood as").get_by_role(
        "link", name="Search without up to €50.00"
    )
    expect(page.get_by_role("link", name="Dear pot", exact=True)).to_have_count(0)
    chip.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=pot")
    expect(page.get_by_role("link", name="Dear pot", exact=True)).to_be_visible()
    expect(page.locator("#search-words")).to_have_value("pot")
    expect(chip).to_have_count(0)
    expect(page.locator("#page")).to_be_focused()


def test_the_words_as_typed_stay_so_while_only_the_order_changes(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/?q=pot+under+50&plain=1")
    with settling(page):
        page.locator("#sort").select_option("newest")
    assert page.url == f"{shop}/search/?plain=1&q=pot+under+50&sort=newest"
    refine(page, "cup under 50")
    assert page.url == f"{shop}/search/?q=cup+under+50&sort=newest"
    expect(page.get_by_role("list", name="Understood as")).to_be_visible()
