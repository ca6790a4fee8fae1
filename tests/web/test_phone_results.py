"""Results on a phone: what is in sight first, and what lies over the products."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import QueryPhoto
from catalog.search.photos import store_query_photo
from tests.shop import Make, photo_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONES = [ViewportSize(width=390, height=844), ViewportSize(width=320, height=640)]


@pytest.fixture(params=PHONES, ids=["390", "320"])
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=request.param, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def address(live_server: LiveServer, sell: Make) -> str:
    for number in range(12):
        sell(f"Pot {number}", "red", attributes={"color": "red"})
    photo = store_query_photo(photo_of("red"))
    QueryPhoto.objects.update(regions=[])
    return f"{live_server.url}/search/?photo={photo.pk}&q=red+pot"


def test_a_search_by_photo_and_words_shows_a_product_at_once(phone: Page, address: str) -> None:
    phone.goto(address)
    box = phone.locator(".card .card-price").first.bounding_box()
    assert box is not None
    assert phone.viewport_size is not None
    assert box["y"] + box["height"] < phone.viewport_size["height"]


def test_what_is_typed_beside_a_photo_is_legible(phone: Page, address: str) -> None:
    phone.goto(address)
    box = phone.locator("#search-words").bounding_box()
    assert box is not None
    assert box["width"] >= 80


def test_a_part_is_chosen_with_the_way_to_its_products_in_reach(phone: Page, address: str) -> None:
    phone.goto(address)
    done = phone.locator("#crop-done")
    expect(done).to_be_hidden()
    phone.locator("#crop-1 > summary").click()
    expect(done).to_be_in_viewport()
    expect(done).to_have_text("Show 12 products")
    expect(phone.locator("#facets-open")).to_be_hidden()
    done.click()
    expect(phone.locator("[data-crop-stage]")).to_be_hidden()
    expect(phone.locator(".total")).to_be_in_viewport()
    expect(phone.locator("#facets-open")).to_be_in_viewport()


def test_the_filters_make_room_while_one_types(phone: Page, address: str) -> None:
    phone.goto(address)
    expect(phone.locator("#facets-open")).to_be_visible()
    phone.locator("#search-words").focus()
    expect(phone.locator("#facets-open")).to_be_hidden()


def test_nothing_lies_under_the_filters_at_the_end_of_a_page(phone: Page, address: str) -> None:
    phone.goto(address)
    phone.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    end = phone.locator(".foot").bounding_box()
    filters = phone.locator("#facets-open").bounding_box()
    assert end is not None
    assert filters is not None
    assert end["y"] + end["height"] <= filters["y"]
