"""Another search takes the place of the page, without a new document."""

import pytest
from playwright.sync_api import expect

from tests.shop import jpeg
from tests.web.box.conftest import Box

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_other_words_begin_at_the_top_and_what_is_open_stays_open(box: Box) -> None:
    box.open()
    box.stays()
    box.drop(jpeg("red"))
    box.page.wait_for_url("**photo=*")
    numbers = box.page.locator("#crop-1-numbers")
    numbers.evaluate("details => { details.open = true; }")
    box.page.evaluate("document.body.style.minHeight = '3000px'; scrollTo(0, 400)")
    box.search("pot")
    box.page.wait_for_url("**q=pot**")
    expect(numbers).to_have_attribute("open", "")
    expect(box.page.locator(".crop-numbers[open]")).to_have_count(1)
    box.page.wait_for_function("scrollY === 0")
    expect(box.words).to_be_focused()
    assert box.has_stayed


def test_a_photo_dropped_on_results_keeps_the_focus_on_what_is_still_there(box: Box) -> None:
    box.open("/search/?q=pot")
    order = box.page.locator("#sort")
    order.focus()
    box.drop(jpeg("blue"))
    box.page.wait_for_url("**photo=*")
    box.expect_first("Blue pot")
    expect(order).to_be_focused()
