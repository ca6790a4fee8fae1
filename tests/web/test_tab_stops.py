"""How far it is by keyboard to the first result, in Chromium."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import QueryPhoto
from catalog.search.photos import store_query_photo
from tests.shop import Make, category, photo_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILTERS = ("color", "fit", "heel", "lining", "material", "season", "sole", "toe")
# More is more than a shopper presses.
MOST_STOPS = 40


@pytest.fixture
def address(live_server: LiveServer, sell: Make) -> str:
    """A search by photo and words, with as many filters as the page shows open, and more."""
    for number in range(24):
        sell(
            f"Red boot {number}",
            "red",
            category=category(f"Shoes/Kind {number % 6}"),
            brand=f"Brand {number % 12}",
            price=Decimal(10 + number),
            attributes={name: f"{name} {number % 12}" for name in FILTERS},
        )
    photo = store_query_photo(photo_of("red"))
    QueryPhoto.objects.update(regions=[[0, 0, 0.5, 1], [0.5, 0, 1, 1], [0, 0.5, 1, 1]])
    return f"{live_server.url}/search/?photo={photo.pk}&q=boot"


@pytest.fixture
def results(page: Page, address: str) -> Page:
    page.set_viewport_size(ViewportSize(width=1280, height=900))
    page.goto(address)
    expect(page.locator("[data-crop-stage][data-placed]")).to_be_visible()
    return page


def is_at_first_result(page: Page) -> bool:
    return bool(page.evaluate("document.activeElement.matches('#grid .card:first-child *')"))


def stops_to_first_result(page: Page) -> int:
    for pressed in range(1, 200):
        page.keyboard.press("Tab")
        if is_at_first_result(page):
            return pressed
    raise AssertionError("no result has the focus")


def has_focus(page: Page, selector: str) -> bool:
    return page.locator("*:focus").and_(page.locator(selector)).count() == 1


def focused_label(page: Page) -> str:
    return str(page.evaluate("document.activeElement.querySelector('.facet-label').textContent"))


def test_the_first_result_is_few_stops_away(results: Page) -> None:
    assert stops_to_first_result(results) <= MOST_STOPS


def test_the_first_stop_leads_to_the_first_result(results: Page) -> None:
    results.keyboard.press("Tab")
    assert has_focus(results, ".skip[href='#grid']")
    results.keyboard.press("Enter")
    assert stops_to_first_result(results) == 1


def test_the_first_stop_leads_to_results_that_came_without_a_reload(
    page: Page, address: str
) -> None:
    page.goto(address.partition("/search/")[0])
    page.locator("#search-words").fill("boot")
    page.locator("#search-words").press("Enter")
    page.wait_for_url("**q=boot**")
    expect(page.locator(".skip")).to_have_attribute("href", "#grid")
    expect(page.locator(".skip")).to_have_count(1)


def test_the_part_of_a_photo_is_one_stop_and_its_dots_another(results: Page) -> None:
    results.locator("#crop-1-box").focus()
    results.keyboard.press("Tab")
    assert has_focus(results, ".region")
    results.keyboard.press("Tab")
    assert has_focus(results, ".presets *")


def test_enter_leads_through_the_edges_and_corners_of_a_part(results: Page) -> None:
    results.locator("#crop-1-box").focus()
    names = []
    for _ in range(9):
        results.keyboard.press("Enter")
        names.append(str(results.evaluate("document.activeElement.dataset.edges")))
    assert names == ["nw", "n", "ne", "e", "se", "s", "sw", "w", ""]
    results.keyboard.press("Shift+Enter")
    assert has_focus(results, "#crop-1-w")


def test_the_handle_that_is_in_use_stays_the_stop_after_results_follow(results: Page) -> None:
    results.locator("#crop-1-box").focus()
    results.keyboard.press("Enter")
    results.keyboard.press("ArrowRight")
    results.wait_for_url(re.compile("photo=[^&]+~"))
    expect(results.locator("#crop-1-nw")).to_be_focused()
    results.keyboard.press("Shift+Tab")
    results.keyboard.press("Tab")
    expect(results.locator("#crop-1-nw")).to_be_focused()


def test_arrow_keys_lead_through_the_values_of_a_filter(results: Page) -> None:
    results.locator(".facet:has(h3:text-is('Heel')) a").first.focus()
    first = focused_label(results)
    results.keyboard.press("ArrowDown")
    second = focused_label(results)
    assert second != first
    results.keyboard.press("ArrowUp")
    assert focused_label(results) == first
    results.keyboard.press("End")
    assert has_focus(results, "summary")
    results.keyboard.press("Home")
    assert has_focus(results, "[type=search]")
    results.keyboard.press("Tab")
    assert has_focus(results, ".facet:has(h3:text-is('Heel')) ~ .facet *")


def test_a_filter_stays_one_stop_after_one_of_its_values_is_chosen(results: Page) -> None:
    value = results.locator(".facet:has(h3:text-is('Heel')) a").nth(2)
    label = value.locator(".facet-label").inner_text()
    value.focus()
    results.keyboard.press("Enter")
    results.wait_for_url("**attr.heel=**")
    expect(results.locator(".facet-link:focus")).to_contain_text(label)
    stops = results.locator(".facet:has(h3:text-is('Heel')) [tabindex='0']")
    expect(stops).to_have_count(1)
    expect(stops).to_be_focused()
