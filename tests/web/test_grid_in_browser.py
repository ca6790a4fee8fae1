"""Cards and lists of results in headless Chromium: by pointer, touch and keyboard."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import Photo
from catalog.web import parameters
from tests.shop import Make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = {"laptop": (1280, 900), "phone": (390, 844), "small": (320, 700)}


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
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("parameters", "paging"):
        monkeypatch.setattr(f"catalog.web.{module}.PAGE_SIZE", 2)
    assert parameters.PAGE_SIZE == 2


@pytest.fixture
def bare(browser: Browser) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def titles(page: Page) -> list[str]:
    return page.locator("#grid .card-title").all_inner_texts()


def requests_of(page: Page) -> list[str]:
    """The documents that are asked for from now on."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.is_navigation_request():
            found.append(request.url)

    page.on("request", note)
    return found


@pytest.mark.parametrize(("width", "columns"), [(320, 2), (390, 2), (1280, 4), (1920, 6)])
def test_grid_has_as_many_columns_as_fit(page: Page, shop: str, width: int, columns: int) -> None:
    page.set_viewport_size(ViewportSize(width=width, height=900))
    page.goto(f"{shop}/search/")
    tops = page.locator("#grid .card").evaluate_all("cards => cards.map(card => card.offsetTop)")
    assert tops.count(tops[0]) == columns
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
def test_cards_of_a_row_are_equally_high_whatever_is_on_them(
    page: Page, shop: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size(ViewportSize(width=size[0], height=size[1]))
    page.goto(f"{shop}/search/")
    boxes = page.locator("#grid .card").evaluate_all(
        "cards => cards.map(card => [card.offsetTop, card.offsetHeight])"
    )
    assert len({height for top, height in boxes if top == boxes[0][0]}) == 1
    heights = page.locator(".card .well").evaluate_all(
        "wells => wells.map(well => Math.round(100 * well.offsetHeight / well.offsetWidth))"
    )
    assert all(abs(height - 125) <= 1 for height in heights)
    assert max(height for _, height in boxes) < 1.9 * min(boxes, key=lambda box: box[1])[1]


def test_second_photo_is_fetched_when_a_card_is_pointed_at(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/?q=red+pot")
    card = page.locator(".card", has_text="Red pot")
    second = card.locator(".second")
    assert second.get_attribute("src") is None
    card.hover()
    expect(second).to_have_attribute("src", re.compile(r"/media/"))
    expect(second).to_be_visible()
    expect(second).to_have_css("opacity", "1")


def test_photo_whose_file_is_gone_leaves_a_word(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/")
    broken = page.locator(".card", has_text="Broken pot")
    broken.scroll_into_view_if_needed()
    expect(broken.get_by_text("This photo cannot be shown")).to_be_visible()
    expect(broken.locator(".view")).to_be_hidden()


def test_whole_card_leads_to_the_product(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/")
    page.locator(".card", has_text="Green pot").click(position={"x": 20, "y": 60})
    expect(page).to_have_url(re.compile(r"/products/\d+/$"))


def test_card_can_be_used_by_keyboard(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/?q=pot")
    card = page.locator("#grid .card").first
    card.locator(".card-title a").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card.locator("[data-save]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    expect(card.locator(".card-actions")).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?like=\d+$"))


def test_actions_are_in_reach_of_a_finger(browser: Browser, shop: str) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{shop}/search/?q=pot")
    card = page.locator("#grid .card").first
    for control in (card.locator("[data-save]"), *card.locator(".card-actions a").all()):
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    card.locator("[data-save]").tap()
    expect(card.locator("[data-save]")).to_have_attribute("aria-pressed", "true")
    card.get_by_role("link", name="Less like this").tap()
    expect(page).to_have_url(re.compile(r"unlike=\d+"))
    context.close()


def test_card_has_one_name_for_its_link_and_says_what_its_buttons_do(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/?q=green+pot")
    card = page.locator(".card", has_text="Green pot").first
    expect(card.get_by_role("link", name="Green pot", exact=True)).to_have_count(1)
    expect(card.get_by_role("button", name="Save Green pot")).to_be_visible()
    expect(card.get_by_role("link", name="Similar to Green pot")).to_have_count(1)


def test_ten_fast_presses_on_a_heart_end_as_they_should(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/")
    documents = requests_of(page)
    button = page.locator("[data-save]").first
    for _ in range(11):
        button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-saved-count]")).to_have_text("1")
    for _ in range(10):
        button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert len(page.evaluate("JSON.parse(localStorage.saved)")) == 1
    assert documents == []


def test_saved_products_stay_pressed_after_a_change_of_the_search(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/")
    card = page.locator(".card", has_text="Green pot")
    card.locator("[data-save]").click()
    page.locator("#sort").select_option("price_high")
    expect(page).to_have_url(re.compile("sort=price_high"))
    expect(card.locator("[data-save]")).to_have_attribute("aria-pressed", "true")


def test_saved_products_are_listed_in_every_tab(page: Page, shop: str, sell: Make) -> None:
    page.goto(f"{shop}/search/")
    other = page.context.new_page()
    other.goto(f"{shop}/saved/")
    expect(other.get_by_text("Nothing saved yet")).to_be_visible()
    page.locator(".card", has_text="Green pot").locator("[data-save]").click()
    expect(other.locator(".card-title")).to_have_text("Green pot")
    expect(other.locator("[data-saved-count]")).to_have_text("1")
    other.locator("[data-save]").click()
    expect(page.locator("[data-saved-count]")).to_be_hidden()
    expect(other.locator(".card-title")).to_have_text("Green pot")


def test_saved_products_that_are_gone_can_be_removed(page: Page, shop: str, sell: Make) -> None:
    key = sell("Old pot", active=False).pk
    page.goto(f"{shop}/saved/")
    page.evaluate("key => localStorage.setItem('saved', JSON.stringify([key, 'x', null]))", key)
    page.reload()
    expect(page.get_by_text("One product that you saved is no longer sold.")).to_be_visible()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("Nothing saved yet")).to_be_visible()
    assert page.evaluate("localStorage.saved") == "[]"


@pytest.mark.parametrize("stored", ["{", "7", '{"a": 1}', "null"])
def test_spoilt_list_counts_as_empty(page: Page, shop: str, stored: str) -> None:
    page.goto(f"{shop}/search/")
    page.evaluate("text => localStorage.setItem('saved', text)", stored)
    page.reload()
    page.locator("[data-save]").first.click()
    expect(page.locator("[data-saved-count]")).to_have_text("1")


def test_browser_that_keeps_nothing_shows_no_hearts(browser: Browser, shop: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        "for (const name of ['getItem', 'setItem'])"
        " Storage.prototype[name] = () => { throw new DOMException('blocked'); }"
    )
    page = context.new_page()
    page.goto(f"{shop}/search/")
    expect(page.locator("[data-save]").first).to_be_hidden()
    page.goto(f"{shop}/saved/")
    expect(page.get_by_text("This browser keeps nothing for this site")).to_be_visible()
    context.close()


def test_full_storage_leaves_the_heart_as_it_was(page: Page, shop: str) -> None:
    page.add_init_script(
        "const set = Storage.prototype.setItem; Storage.prototype.setItem = function (key, value) {"
        " if (key === 'saved') throw new DOMException('full', 'QuotaExceededError');"
        " set.call(this, key, value); }"
    )
    page.goto(f"{shop}/search/")
    page.locator("[data-save]").first.click()
    expect(page.locator("[data-save]").first).to_have_attribute("aria-pressed", "false")


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


@pytest.mark.parametrize("refuses", [False, True])
def test_results_are_reported_once_they_have_been_seen(
    page: Page, shop: str, refuses: bool
) -> None:
    if refuses:
        page.add_init_script(
            "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })"
        )
    page.set_viewport_size(ViewportSize(width=390, height=844))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    page.goto(f"{shop}/search/?q=pot")
    page.wait_for_timeout(1600)
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    page.wait_for_timeout(200)
    reports = [each for each in sent if "/impressions/" in each]
    assert len(reports) == (0 if refuses else 1)
    assert all("seen=0%2C1" in report for report in reports)


def test_page_that_searches_shows_the_shape_of_cards(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/")
    before = page.locator("#grid").bounding_box()
    page.evaluate("document.querySelector('#page').setAttribute('aria-busy', 'true')")
    page.wait_for_timeout(300)
    card = page.locator("#grid .card").first
    expect(card.locator(".card-title a")).to_have_css("color", "rgba(0, 0, 0, 0)")
    expect(card.locator(".view")).to_have_css("visibility", "hidden")
    assert page.locator("#grid").bounding_box() == before
