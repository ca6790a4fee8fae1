"""The query panel in headless Chromium: the balance, and what can be taken away."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import Product, QueryPhoto
from catalog.search.photos import store_query_photo
from tests.shop import Make, photo_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[1280, 390], ids=["desktop", "phone"])
def screen(request: pytest.FixtureRequest, page: Page) -> Page:
    page.set_viewport_size(ViewportSize(width=request.param, height=900))
    return page


@pytest.fixture
def shop(live_server: LiveServer, sell: Make) -> str:
    sell("Red pot", "red")
    sell("Blue cup", "blue")
    sell("Green mug", "green")
    return live_server.url


@pytest.fixture
def photos(shop: str) -> list[QueryPhoto]:
    stored = [store_query_photo(photo_of(colour)) for colour in ("red", "blue")]
    QueryPhoto.objects.update(regions=[])
    return stored


def documents_of(page: Page) -> list[str]:
    """The addresses that the browser loads as pages from now on."""
    loaded: list[str] = []
    page.on(
        "request",
        lambda request: loaded.append(request.url) if request.resource_type == "document" else None,
    )
    return loaded


def test_ten_fast_presses_end_in_the_right_balance(
    screen: Page, shop: str, photos: list[QueryPhoto]
) -> None:
    screen.goto(f"{shop}/search/?photo={photos[0].pk}&q=blue")
    documents = documents_of(screen)
    screen.get_by_role("radio", name="Balanced").focus()
    for number in range(10):
        screen.keyboard.press("ArrowDown")
        screen.wait_for_timeout(60 + 40 * (number % 4))
    expect(screen).to_have_url(re.compile("w=30"))
    words = screen.get_by_role("radio", name="More like my words")
    expect(words).to_be_checked()
    expect(words).to_be_focused()
    expect(screen.locator(".results .card-title").first).to_have_text("Blue cup")
    assert documents == []


def test_photos_and_products_are_taken_away_one_by_one(
    screen: Page, shop: str, photos: list[QueryPhoto]
) -> None:
    first, second = (photo.pk for photo in photos)
    cup, mug = (Product.objects.get(title=title).pk for title in ("Blue cup", "Green mug"))
    products = f"q=pot&like={cup}&unlike={mug}"
    screen.goto(f"{shop}/search/?photo={first}~0,0,0.5,1&photo={second}&{products}")
    documents = documents_of(screen)
    for link, left in [
        ("Remove: Photo 1", f"photo={second}&{products}"),
        ("Remove: Your photo", products),
        ("Search without Blue cup", f"q=pot&unlike={mug}"),
        ("No longer less like Green mug", "q=pot"),
    ]:
        screen.get_by_role("link", name=link).click()
        expect(screen).to_have_url(re.compile(rf"/search/\?{left}$"))
    expect(screen.locator("#query")).to_have_count(0)
    assert documents == []
