"""A search under way is shown from the press on, and can be given up."""

import pytest
from playwright.sync_api import expect

from tests.shop import jpeg
from tests.web.box.conftest import Box, Gate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_slow_search_with_a_photo_is_busy_until_its_results_are_there(box: Box) -> None:
    box.open("/search/?q=cup")
    gate = Gate()
    box.page.route("**/search/", gate)
    box.drop(jpeg("red"))
    page = box.page.locator("#page")
    expect(page).to_have_attribute("aria-busy", "true")
    expect(box.page.locator("#search-status")).to_have_text("Searching with your photo …")
    expect(box.page.locator("#search-preview img")).to_be_visible()
    expect(page.locator(".card .well img").first).to_be_hidden()  # a skeleton
    gate.open()
    box.page.wait_for_url("**photo=*")
    expect(page).not_to_have_attribute("aria-busy", "true")
    expect(box.page.locator("#search-status")).to_have_text("")
    expect(box.page.locator("#search-preview")).to_be_hidden()


def test_a_slow_search_with_words_is_busy_too(box: Box) -> None:
    box.open("/search/?q=cup")
    gate = Gate()
    box.page.route("**/search/?*pot*", gate)
    box.search("pot")
    expect(box.page.locator("#page")).to_have_attribute("aria-busy", "true")
    expect(box.page.locator("#search-status")).to_have_text("Searching …")
    gate.open()
    box.page.wait_for_url("**q=pot**")
    expect(box.page.locator("#page[aria-busy]")).to_have_count(0)


def test_escape_gives_a_search_up(box: Box) -> None:
    box.open("/search/?q=cup")
    gate = Gate()
    box.page.route("**/search/", gate)
    box.drop(jpeg("red"))
    expect(box.page.locator("#page")).to_have_attribute("aria-busy", "true")
    box.page.keyboard.press("Escape")
    expect(box.page.locator("#page[aria-busy]")).to_have_count(0)
    expect(box.page.locator("#search-preview")).to_be_hidden()
    assert box.page.url.endswith("?q=cup")
    assert box.titles[0] == "Green cup"


def test_a_newer_search_takes_the_place_of_a_slow_one(box: Box) -> None:
    box.open()
    gate = Gate()
    box.page.route("**/search/", gate)
    box.drop(jpeg("red"))
    expect(box.page.locator("#page")).to_have_attribute("aria-busy", "true")
    box.search("cup")
    box.page.wait_for_url("**q=cup**")
    box.expect_first("Green cup")
    assert "photo=" not in box.page.url
    expect(box.page.locator("#search-preview")).to_be_hidden()


def test_words_typed_meanwhile_stay(box: Box) -> None:
    box.open()
    gate = Gate()
    box.page.route("**/search/?*", gate)
    box.search("pot")
    expect(box.page.locator("#page")).to_have_attribute("aria-busy", "true")
    box.words.press_sequentially("s and cups")
    gate.open()
    box.page.wait_for_url("**q=pot**")
    expect(box.words).to_have_value("pots and cups")
