"""Filters in Chromium: at two sizes, as a sheet, by keyboard, and without JavaScript."""

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from tests.shop import Make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
NARROW = ViewportSize(width=320, height=640)
COLOURS = ("red", "navy", "mint", "Navy/White", "quolz")
BRANDS = [f"Brand {letter}" for letter in "abcdefghijkl"]


@pytest.fixture
def shop(live_server: LiveServer, sell: Make) -> str:
    """Twenty-four cups: five colours, twelve brands, four sizes, prices from 5 to 120."""
    for number in range(24):
        sell(
            f"Cup {number}",
            "red",
            brand=BRANDS[number % 12],
            price=Decimal(5 * number + 5),
            attributes={
                "color": COLOURS[number % 5],
                "pattern": ("striped", "plain")[number % 2],
                "size": ("XL", "S", "M", "L")[number % 4],
            },
        )
    return f"{live_server.url}/search/"


@pytest.fixture
def loads(page: Page) -> list[str]:
    """The documents that the page loads, the first one included."""
    documents: list[str] = []
    page.on(
        "request",
        lambda request: documents.append(request.url) if request.is_navigation_request() else None,
    )
    return documents


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def status(page: Page) -> Locator:
    return page.locator(".total")


def value(page: Page, name: str) -> Locator:
    return page.locator("a.facet-link").filter(has_text=name).first


def open_filters(page: Page, size: ViewportSize) -> None:
    if size["width"] < 900:
        page.locator("[data-sheet-open]").click()
        expect(page.locator("dialog.facets[open]")).to_be_visible()


def wait_for(page: Page, name: str, expected: list[str] | None) -> None:
    """Wait until a parameter of the address has these values."""
    page.wait_for_function(
        "([name, expected]) => JSON.stringify(new URLSearchParams(location.search).getAll(name))"
        " === JSON.stringify(expected ?? [])",
        arg=[name, expected],
    )


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_ten_fast_presses_on_checks_end_in_the_right_state(
    page: Page, shop: str, loads: list[str], size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    page.goto(shop)
    open_filters(page, size)
    for name in ("red", "mint", "red", "red", "quolz", "mint", "mint", "red", "red", "quolz"):
        value(page, name).focus()
        page.keyboard.press("Enter")
    wait_for(page, "attr.color", ["mint", "red"])
    expect(status(page)).to_have_text("10 products")
    expect(value(page, "mint")).to_contain_class("selected")
    assert len(loads) == 1


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_ten_fast_presses_on_a_thumb_end_in_the_right_state(
    page: Page, shop: str, loads: list[str], size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    page.goto(shop)
    open_filters(page, size)
    thumb = page.locator("#price-low")
    thumb.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    expect(thumb).to_have_value("10")
    price = page.locator("#price-min").input_value()
    wait_for(page, "price_min", [price])
    expect(thumb).to_be_focused()
    expect(thumb).to_have_attribute("aria-valuetext", f"€{Decimal(price):.2f}")
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    wait_for(page, "price_min", None)
    expect(status(page)).to_have_text("24 products")
    assert len(loads) == 1


def test_ten_fast_presses_on_the_order_end_in_the_right_state(
    page: Page, shop: str, loads: list[str]
) -> None:
    page.goto(shop)
    order = page.locator("#sort")
    order.focus()
    for number in range(10):
        page.keyboard.press("ArrowUp" if number % 4 == 3 else "ArrowDown")
    wait_for(page, "sort", [order.input_value()])
    expect(order).to_be_focused()
    assert len(loads) == 1


def test_the_thumbs_keep_a_bin_between_them(page: Page, shop: str) -> None:
    page.goto(shop)
    low, high = page.locator("#price-low"), page.locator("#price-high")
    last = int(high.input_value())
    low.focus()
    page.keyboard.press("End")
    expect(low).to_have_value(str(last - 1))
    wait_for(page, "price_min", [page.locator("#price-min").input_value()])
    expect(page.locator(".bars .chosen")).to_have_count(1)


def test_swapped_prices_are_told_beside_their_fields_and_the_words_stay(
    page: Page, shop: str, loads: list[str]
) -> None:
    page.goto(f"{shop}?q=cup&attr.color=red")
    page.locator("#price-max").fill("10")
    page.locator("#price-min").fill("60")
    page.keyboard.press("Enter")
    expect(page.locator("#price-problem")).to_contain_text("swapped")
    wait_for(page, "price_min", ["10"])
    assert parameters(page)["attr.color"] == ["red"]
    expect(page.locator("#search-words")).to_have_value("cup")
    assert len(loads) == 1


def test_a_word_for_a_price_is_told_beside_the_field_and_can_be_corrected(
    page: Page, shop: str, loads: list[str]
) -> None:
    page.goto(f"{shop}?q=cup&attr.color=red")
    page.locator("#price-min").fill("cheap")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("A price is a number")
    expect(page.locator("#price-min")).to_have_value("cheap")
    page.locator("#price-min").fill("20")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert parameters(page)["price_min"] == ["20"]
    assert len(loads) == 1


def test_a_long_facet_is_searched_on_the_page(page: Page, shop: str) -> None:
    page.goto(shop)
    field = page.get_by_role("searchbox", name="Search in Brand")
    field.fill("BRÁND l")
    facet = page.locator(".facet").filter(has=field)
    expect(facet.locator("li:visible")).to_have_count(1)
    expect(facet.locator("li:visible")).to_contain_text("Brand l")
    field.fill("nothing")
    expect(facet.get_by_role("status")).to_have_text("No value contains this.")
    field.fill("")
    assert facet.locator("li:visible").count() >= 8


def test_values_have_the_look_of_their_kind(page: Page, shop: str) -> None:
    page.goto(shop)
    swatch = value(page, "Navy/White").locator("rect")
    fills = swatch.evaluate_all("rects => rects.map(rect => rect.getAttribute('fill'))")
    assert fills == ["#1c2854", "#ffffff"]
    expect(value(page, "quolz").locator(".facet-sample.blank")).to_be_visible()
    expect(page.locator(".patterns .facet-tile")).to_have_count(2)
    assert page.locator(".sizes .facet-label").all_inner_texts() == ["S", "M", "L", "XL"]


def test_a_chip_is_removed_by_keyboard_and_the_focus_stays_on_the_page(
    page: Page, shop: str, loads: list[str]
) -> None:
    page.goto(f"{shop}?attr.color=red&price_min=20")
    for name in ("red", "from €20.00"):
        page.get_by_role("link", name=f"Remove the filter {name}").focus()
        page.keyboard.press("Enter")
    expect(status(page)).to_have_text("24 products")
    assert parameters(page) == {}
    assert page.evaluate("document.activeElement !== document.body")
    assert len(loads) == 1


def test_an_empty_result_leads_out(page: Page, shop: str) -> None:
    page.goto(f"{shop}?attr.color=red&price_min=110&brand=Brand+a")
    ways = page.get_by_role("list", name="No product fits all of this. There are some without:")
    expect(ways.get_by_role("link").first).to_contain_text("from €110.00")
    ways.get_by_role("link").first.click()
    expect(status(page)).to_contain_text("product")
    expect(page.locator(".card").first).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, NARROW])
def test_a_sheet_covers_the_phone_and_counts_while_filters_change(
    page: Page, shop: str, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    page.goto(shop)
    open_filters(page, size)
    box = page.locator("dialog.facets").bounding_box()
    assert box
    assert (box["width"], box["height"]) == (size["width"], size["height"])
    show = page.locator("#facets-show")
    expect(show).to_have_text("Show 24 products")
    value(page, "mint").click()
    expect(show).to_have_text("Show 5 products")
    expect(show).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    body = page.locator("#facets-body")
    assert body.evaluate("body => body.scrollWidth <= body.clientWidth")
    show.click()
    expect(page.locator("dialog.facets")).to_be_hidden()
    expect(page.locator("[data-sheet-open]")).to_have_text("Filters (1)")
    assert parameters(page) == {"attr.color": ["mint"]}


def test_the_sheet_keeps_the_focus_and_gives_it_back(page: Page, shop: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(shop)
    opener = page.locator("[data-sheet-open]")
    opener.focus()
    page.keyboard.press("Enter")
    sheet = page.locator("dialog.facets")
    for _ in range(60):
        page.keyboard.press("Tab")
        assert sheet.evaluate(
            "sheet => sheet.contains(document.activeElement)"
            " || document.activeElement === document.body"
        )
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()


@pytest.mark.parametrize("way", ["back", "escape", "close"])
def test_back_escape_and_the_button_close_the_sheet_and_keep_what_was_chosen(
    page: Page, shop: str, loads: list[str], way: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{shop}?q=cup")
    page.evaluate("window.scrollTo(0, 300)")
    page.locator("[data-sheet-open]").click()
    value(page, "mint").click()
    expect(page.locator("#facets-show")).to_have_text("Show 5 products")
    match way:
        case "back":
            page.evaluate("history.back()")
        case "escape":
            page.keyboard.press("Escape")
        case _:
            page.locator("#facets-close").click()
    expect(page.locator("dialog.facets")).to_be_hidden()
    wait_for(page, "attr.color", ["mint"])
    assert parameters(page) == {"q": ["cup"], "attr.color": ["mint"]}
    expect(status(page)).to_have_text("5 products")
    assert page.evaluate("window.scrollY") > 0
    assert len(loads) == 1


def test_the_sheet_opens_by_its_address_without_javascript(browser: Browser, shop: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(shop)
    expect(page.locator("dialog.facets")).to_be_hidden()
    page.locator("[data-sheet-open]").click()
    expect(page.locator("dialog.facets")).to_be_visible()
    expect(page.locator("#price-low")).to_be_hidden()
    value(page, "mint").click()
    page.wait_for_url("**attr.color=mint**")
    expect(status(page)).to_have_text("5 products")
    context.close()


def test_prices_are_typed_without_javascript(browser: Browser, shop: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    page = context.new_page()
    page.goto(f"{shop}?attr.color=mint")
    page.locator("#price-max").fill("20")
    page.locator("#price-go").click()
    page.wait_for_url("**price_max=20**")
    expect(status(page)).to_have_text("1 product")
    assert parameters(page)["attr.color"] == ["mint"]
    context.close()
