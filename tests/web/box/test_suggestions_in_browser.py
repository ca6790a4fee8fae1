"""Suggestions as one types, and recent searches, by keyboard, by touch and for screen readers."""

import pytest
from playwright.sync_api import Route, expect

from tests.shop import jpeg
from tests.web.box.conftest import PHONE, Box

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_suggestions_are_chosen_by_arrow_and_enter(box: Box) -> None:
    box.open()
    box.stays()
    expect(box.words).to_have_attribute("aria-expanded", "false")
    box.words.press_sequentially("po")
    expect(box.options.first).to_contain_text("Pots")
    expect(box.words).to_have_attribute("aria-expanded", "true")
    box.words.press("ArrowDown")
    first = box.options.first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box.words).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "?")
    expect(box.words).to_be_focused()
    box.words.press("Enter")
    box.page.wait_for_url("**category=kitchen%2Fpots")
    assert sorted(box.titles) == ["Blue pot", "Red pot"]
    assert box.has_stayed
    expect(box.options).to_have_count(0)


def test_home_and_end_lead_to_the_first_and_last_option_and_escape_closes(box: Box) -> None:
    box.open()
    box.words.press_sequentially("po")
    expect(box.options.first).to_be_visible()
    box.words.press("ArrowDown")
    box.words.press("End")
    expect(box.options.last).to_have_attribute("aria-selected", "true")
    box.words.press("Home")
    expect(box.options.first).to_have_attribute("aria-selected", "true")
    box.words.press("ArrowUp")
    expect(box.page.locator("[aria-selected=true]")).to_have_count(0)
    box.words.press("Escape")
    expect(box.options.first).to_be_hidden()
    expect(box.words).to_have_value("po")


def test_a_suggestion_is_chosen_by_a_tap(box: Box, size: object) -> None:
    box.open()
    box.words.press_sequentially("red p")
    product = box.options.filter(has_text="Red pot")
    if size == PHONE:
        product.tap()
    else:
        product.click()
    box.page.wait_for_url("**/products/*/")
    expect(box.page.get_by_role("heading", name="Red pot").first).to_be_visible()


def test_the_last_of_ten_fast_letters_decides_the_list(box: Box) -> None:
    box.open()
    asked: list[str] = []
    box.page.on("request", lambda r: asked.append(r.url) if "/suggest/" in r.url else None)

    def slow_for_short_texts(route: Route) -> None:
        if "q=green" not in route.request.url:
            box.page.wait_for_timeout(200)
        route.continue_()

    box.page.route("**/suggest/?*", slow_for_short_texts)
    box.words.press_sequentially("pot", delay=30)
    for _ in range(3):
        box.words.press("Backspace")
    box.words.press_sequentially("green", delay=30)
    expect(box.options.first).to_contain_text("green")
    box.page.wait_for_timeout(400)
    expect(box.options.filter(has_text="Pots")).to_have_count(0)
    assert len(asked) <= 3


def test_typed_words_are_searched_for_when_no_suggestion_is_active(box: Box) -> None:
    box.open()
    box.words.press_sequentially("green")
    expect(box.options.first).to_be_visible()
    box.words.press("Enter")
    box.page.wait_for_url("**q=green**")
    expect(box.options).to_have_count(0)


def test_suggestions_keep_the_photo(box: Box) -> None:
    box.open()
    box.drop(jpeg("red"))
    box.page.wait_for_url("**photo=*")
    box.words.press_sequentially("pot")
    box.options.filter(has_text="Category").first.click()
    box.page.wait_for_url("**photo=*category=*")


def test_recent_searches_are_offered_in_the_empty_field_and_removed(box: Box) -> None:
    box.open()
    for words in ("cup", "pot"):
        box.search(words)
        box.page.wait_for_url(f"**q={words}**")
    box.open()
    box.words.focus()
    expect(box.options).to_have_text(["pot", "cup"])
    box.words.press("ArrowDown")
    box.words.press("Delete")
    expect(box.options).to_have_text(["cup"])
    box.options.first.locator("[data-forget]").click()
    expect(box.options).to_have_count(0)
    assert box.page.evaluate("localStorage.getItem('recent-searches')") is None


def test_all_recent_searches_are_removed_at_once(box: Box) -> None:
    box.open()
    for number in range(9):
        box.search(f"cup {number}")
        box.page.wait_for_url(f"**q=cup+{number}**")
    box.open()
    box.words.click()
    expect(box.options).to_have_count(8)
    box.page.get_by_role("button", name="Clear recent searches").click()
    expect(box.options).to_have_count(0)
    box.open()
    box.words.click()
    expect(box.options).to_have_count(0)


def test_a_recent_search_is_repeated_by_keyboard(box: Box) -> None:
    box.open()
    box.search("cup")
    box.page.wait_for_url("**q=cup**")
    box.open()
    box.words.focus()
    box.words.press("ArrowDown")
    box.words.press("Enter")
    box.page.wait_for_url("**q=cup**")
    expect(box.words).to_have_value("cup")
