"""Without an answer, the search is kept and repeated."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.shop import jpeg
from tests.web.box.conftest import Box

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def answer_once(status: int, **headers: str) -> Callable[[Route], None]:
    """Fail the first request, and let the others pass."""
    seen: list[str] = []

    def handle(route: Route) -> None:
        seen.append(route.request.url)
        if len(seen) == 1:
            route.fulfill(status=status, body="", headers=headers)
        else:
            route.continue_()

    return handle


def test_offline_the_search_is_kept_and_continues_when_the_shop_is_back(box: Box) -> None:
    box.open("/search/?q=cup&brand=Koru")
    box.stays()
    box.page.context.set_offline(True)
    box.search("pot")
    bar = box.page.locator("#search-trouble")
    expect(bar).to_contain_text("You are offline")
    expect(box.words).to_have_value("pot")
    expect(box.page.locator("#page [role=status]").first).to_be_hidden()
    box.page.context.set_offline(False)
    box.page.wait_for_url("**q=pot**")
    assert "brand=Koru" in box.page.url
    expect(bar).to_be_hidden()
    assert box.has_stayed


def test_offline_a_photo_is_kept_and_sent_when_the_shop_is_back(box: Box) -> None:
    box.open()
    box.page.context.set_offline(True)
    box.drop(jpeg("red"))
    expect(box.page.locator("#search-trouble")).to_contain_text("You are offline")
    expect(box.page.locator("#search-preview img")).to_be_visible()
    box.page.context.set_offline(False)
    box.page.wait_for_url("**/search/?*photo=*")
    box.expect_first("Red pot")


@pytest.mark.parametrize(
    ("status", "text"), [(429, "many searches"), (503, "busy"), (500, "went wrong in the shop")]
)
def test_a_refused_search_waits_as_asked_and_repeats_itself(
    box: Box, status: int, text: str
) -> None:
    box.open()
    box.stays()
    box.page.route("**/search/?*", answer_once(status, **{"Retry-After": "2"}))
    box.search("pot")
    bar = box.page.locator("#search-trouble")
    expect(bar).to_contain_text(text)
    expect(bar).to_contain_text("Trying again in")
    box.page.wait_for_url("**q=pot**")
    expect(bar).to_be_hidden()
    assert len(box.titles) >= 2
    assert box.has_stayed


def test_a_photo_is_sent_again_by_the_button(box: Box) -> None:
    box.open()
    box.page.route("**/search/", answer_once(503, **{"Retry-After": "300"}))
    box.drop(jpeg("red"))
    bar = box.page.locator("#search-trouble")
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="Try again").click()
    box.page.wait_for_url("**/search/?*photo=*")
    box.expect_first("Red pot")


def test_a_lost_search_can_be_given_up(box: Box) -> None:
    box.open("/search/?q=cup")
    box.page.route("**/search/?*", answer_once(503, **{"Retry-After": "300"}))
    box.search("pot")
    bar = box.page.locator("#search-trouble")
    bar.get_by_role("button", name="Give up this search").click()
    expect(bar).to_be_hidden()
    expect(box.words).to_have_value("cup")
    expect(box.page.locator("#page [role=status]").first).to_be_visible()


def test_a_connection_that_breaks_off_is_told_from_being_offline(box: Box) -> None:
    box.open()
    box.page.route("**/search/?*", lambda route: route.abort("connectionreset"))
    box.search("pot")
    expect(box.page.locator("#search-trouble")).to_contain_text("cannot be reached")


def test_an_expired_photo_is_explained_and_words_and_filters_stay(box: Box) -> None:
    box.open("/search/?photo=6f9619ff-8b86-4011-b42d-00cf4fc964ff&q=pot&brand=Norda")
    expect(box.page.get_by_role("alert").first).to_contain_text("Your photo has expired")
    expect(box.words).to_have_value("pot")
    box.words.press("Enter")
    expect(box.page).to_have_url(re.compile(r"\?brand=Norda&q=pot$"))
