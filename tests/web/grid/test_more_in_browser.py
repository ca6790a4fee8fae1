"""More results below the first ones, in headless Chromium and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from catalog.web import parameters
from tests.web.grid.conftest import requests_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("parameters", "paging"):
        monkeypatch.setattr(f"catalog.web.{module}.PAGE_SIZE", 2)
    assert parameters.PAGE_SIZE == 2


def titles(page: Page) -> list[str]:
    return page.locator("#grid .card-title").all_inner_texts()


def test_show_more_appends_in_place_and_leads_to_the_first_new_card(
    page: Page, shop: str, small_pages: None
) -> None:
    page.goto(f"{shop}/search/?sort=newest")
    documents = requests_of(page)
    before = titles(page)
    page.locator("#show-more").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#grid .card")).to_have_count(4)
    assert titles(page)[:2] == before
    expect(page.locator("#grid .card-title a").nth(2)).to_be_focused()
    expect(page.locator("#more-status")).to_have_text("Showing 4 of 8")
    expect(page).to_have_url(f"{shop}/search/?sort=newest&through=2")
    assert documents == []


def test_ten_fast_presses_on_show_more_append_each_page_once(
    page: Page, shop: str, small_pages: None
) -> None:
    page.goto(f"{shop}/search/?sort=newest")
    for _ in range(10):
        page.evaluate("document.querySelector('#show-more')?.click()")
        page.wait_for_timeout(60)
    page.wait_for_function("!document.querySelector('.htmx-request')")
    while page.locator("#show-more").count():
        page.locator("#show-more").click()
        page.wait_for_timeout(200)
    shown = titles(page)
    assert len(shown) == len(set(shown)) == 8
    expect(page.locator("#more-status")).to_have_text("All 8 shown")


def test_coming_back_from_a_product_shows_the_same_list_at_the_same_place(
    page: Page, shop: str, small_pages: None
) -> None:
    page.set_viewport_size(ViewportSize(width=390, height=500))
    page.goto(f"{shop}/search/?sort=newest")
    for count in (4, 6):
        page.locator("#show-more").click()
        expect(page.locator("#grid .card")).to_have_count(count)
    card = page.locator("#grid .card").nth(4)
    card.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 0
    title = card.locator(".card-title").inner_text()
    card.locator(".card-title a").click()
    expect(page).to_have_url(re.compile("/products/"))
    page.go_back()
    expect(page.locator("#grid .card")).to_have_count(6)
    expect(page.locator("#grid .card-title").nth(4)).to_have_text(title)
    page.wait_for_function("place => Math.abs(scrollY - place) < 5", arg=place)
    page.reload()
    expect(page.locator("#grid .card")).to_have_count(6)


def test_without_javascript_more_is_another_page(bare: Page, shop: str, small_pages: None) -> None:
    bare.goto(f"{shop}/search/?sort=newest")
    expect(bare.locator("[data-save]").first).to_be_hidden()
    first = titles(bare)
    bare.get_by_role("link", name="Show more").click()
    expect(bare).to_have_url(f"{shop}/search/?sort=newest&page=2")
    assert not {*first} & {*titles(bare)}
    bare.get_by_role("link", name="Previous").click()
    assert titles(bare) == first
    bare.goto(f"{shop}/saved/")
    expect(bare.get_by_text("Saving needs JavaScript")).to_be_visible()
