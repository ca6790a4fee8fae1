"""Cards of results in headless Chromium: by pointer, touch and keyboard."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = {"laptop": (1280, 900), "phone": (390, 844), "small": (320, 700)}


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
    assert all(abs(height - 100) <= 1 for height in heights)
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


def test_page_that_searches_long_shows_the_shape_of_cards(page: Page, shop: str) -> None:
    page.goto(f"{shop}/search/")
    before = page.locator("#grid").bounding_box()
    page.route("**/search/?*", lambda route: None)  # no answer
    page.locator("#sort").select_option("newest")
    card = page.locator("#grid .card").first
    expect(card.locator(".card-title a")).to_have_css("color", "rgba(0, 0, 0, 0)")
    expect(card.locator(".view")).to_have_css("visibility", "hidden")
    assert page.locator("#grid").bounding_box() == before
