"""The page of a product in Chromium: on a laptop, on phones, by keyboard, without scripts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import Merchant, Product
from tests.shop import Make, category

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LAPTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
SMALL = ViewportSize(width=320, height=640)
COLOURS = ("red", "green", "blue", "grey")
SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""
SCALE = "new DOMMatrix(getComputedStyle(document.querySelector('[data-zoom-picture]')).transform).a"

Sneaker = Callable[..., Product]


@pytest.fixture
def sneaker(make: Make) -> Sneaker:
    """sneaker(*photos, **fields): a product with a link to its shop."""

    def sneaker(*photos: str, title: str = "Sneaker", **fields: Any) -> Product:
        defaults = {"url": "https://shop.example/", "attributes": {"color": "red"}}
        return make(title, *photos, **{**defaults, **fields})

    return sneaker


def address(server: LiveServer, product: Product) -> str:
    return f"{server.url}/products/{product.pk}/"


def variants(sneaker: Sneaker) -> dict[tuple[str, str], Product]:
    """Sixty variants: three colours in twenty sizes."""
    return {
        (colour, size): sneaker(
            *((colour,) if size == "36" else ()),
            group_id="sneaker",
            attributes={"color": colour, "size": size},
        )
        for colour in ("red", "green", "blue")
        for size in map(str, range(30, 50))
    }


def test_another_colour_and_size_are_chosen_in_place_by_keyboard(
    page: Page, live_server: LiveServer, sneaker: Sneaker
) -> None:
    shoes = variants(sneaker)
    page.set_viewport_size(PHONE)
    page.goto(address(live_server, shoes["red", "36"]))
    page.evaluate("document.documentElement.dataset.stayed = ''")
    page.get_by_role("link", name="Blue").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(address(live_server, shoes["blue", "36"]))
    expect(page.get_by_role("link", name="Blue")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("link", name="Blue")).to_be_focused()
    page.get_by_role("link", name="42", exact=True).focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    page.wait_for_url(address(live_server, shoes["blue", "42"]))
    expect(page.get_by_role("heading", name="Size: 42")).to_be_visible()
    assert page.evaluate("scrollY") == before
    expect(page.locator("html[data-stayed]")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_thumbnails_and_arrow_keys_move_the_gallery(
    page: Page, live_server: LiveServer, sneaker: Sneaker
) -> None:
    product = sneaker(*COLOURS * 3)
    page.set_viewport_size(LAPTOP)
    page.goto(address(live_server, product))
    count = page.locator(".slide-count")
    expect(count).to_have_text("1 / 12")
    page.get_by_role("link", name="Photo 3", exact=True).click()
    expect(count).to_have_text("3 / 12")
    expect(page.locator("#thumbnail-3")).to_have_attribute("aria-current", "true")
    page.locator("#slides").focus()
    page.keyboard.press("ArrowRight")
    expect(count).to_have_text("4 / 12")
    page.keyboard.press("End")
    expect(count).to_have_text("12 / 12")
    page.keyboard.press("Home")
    expect(count).to_have_text("1 / 12")
    assert page.evaluate("scrollY") == 0


def test_a_photo_is_enlarged_moved_and_closed_by_keyboard(
    page: Page, live_server: LiveServer, sneaker: Sneaker
) -> None:
    page.goto(address(live_server, sneaker("red", "blue")))
    page.locator("[data-enlarge='0']").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Photo, enlarged")
    expect(dialog).to_be_visible()
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert page.evaluate(SCALE) == pytest.approx(2.25)
    page.keyboard.press("-")
    assert page.evaluate(SCALE) == pytest.approx(1.5)
    page.keyboard.press("0")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".zoom-count")).to_have_text("2 / 2")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-enlarge='1']")).to_be_focused()
    expect(page.locator(".slide-count")).to_have_text("2 / 2")


def test_a_photo_is_enlarged_by_click_wheel_and_drag(
    page: Page, live_server: LiveServer, sneaker: Sneaker
) -> None:
    page.set_viewport_size(LAPTOP)
    page.goto(address(live_server, sneaker("red")))
    page.locator("[data-enlarge]").click()
    page.mouse.click(640, 300)
    assert page.evaluate(SCALE) == pytest.approx(2.5)
    left = page.evaluate("document.querySelector('[data-zoom-picture]').style.transform")
    page.mouse.move(640, 300)
    page.mouse.down()
    page.mouse.move(500, 300, steps=3)
    page.mouse.up()
    assert page.evaluate("document.querySelector('[data-zoom-picture]').style.transform") != left
    page.mouse.wheel(0, 2_000)
    page.wait_for_function(f"{SCALE} === 1")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("[data-enlarge]")).to_be_focused()


def test_two_fingers_enlarge_a_photo_and_one_turns_to_the_next(
    browser: Browser, live_server: LiveServer, sneaker: Sneaker
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    touch = context.new_cdp_session(page)

    def fingers(kind: str, *xs: int) -> None:
        points = [{"x": x, "y": 400, "id": number} for number, x in enumerate(xs)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    page.goto(address(live_server, sneaker("red", "blue")))
    page.locator("[data-enlarge='0']").click()
    fingers("touchStart", 300)
    fingers("touchMove", 150)
    fingers("touchEnd")
    expect(page.locator(".zoom-count")).to_have_text("2 / 2")
    fingers("touchStart", 150, 250)
    fingers("touchMove", 100, 300)
    fingers("touchEnd")
    page.wait_for_function(f"Math.abs({SCALE} - 2) < 0.05")
    context.close()


def test_the_link_to_the_shop_stays_within_reach_on_a_phone(
    page: Page, live_server: LiveServer, sneaker: Sneaker
) -> None:
    page.set_viewport_size(PHONE)
    details = {f"detail {number}": "yes" for number in range(40)}
    page.goto(address(live_server, sneaker("red", attributes=details)))
    bar = page.locator("[data-buy-bar]")
    page.locator("#to-shop").scroll_into_view_if_needed()
    expect(bar).to_be_hidden()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(bar.get_by_role("link", name="To the shop")).to_be_visible()
    expect(bar).to_contain_text("€10.00")


def test_like_this_but_goes_on_to_the_words(
    page: Page, live_server: LiveServer, sneaker: Sneaker
) -> None:
    product = sneaker("red")
    page.goto(address(live_server, product))
    page.get_by_role("link", name="Like this, but …").click()
    page.wait_for_url(f"**/search/?like={product.pk}")
    expect(page.locator("#search-words")).to_be_focused()


def test_a_photo_whose_file_is_gone_leaves_a_word(
    page: Page, live_server: LiveServer, sneaker: Sneaker, media: Path
) -> None:
    product = sneaker("red")
    (media / str(product.photos.get().file.name)).unlink()
    page.goto(address(live_server, product))
    expect(page.get_by_text("This photo cannot be shown")).to_be_visible()


@pytest.mark.parametrize("photos", [(), ("red",), ("red", "blue"), COLOURS * 3])
@pytest.mark.parametrize("size", [LAPTOP, PHONE, SMALL], ids=["laptop", "phone", "small"])
def test_the_page_fits_and_never_jumps_with_any_number_of_photos(
    browser: Browser,
    live_server: LiveServer,
    sneaker: Sneaker,
    size: ViewportSize,
    photos: tuple[str, ...],
) -> None:
    context = browser.new_context(viewport=size)
    page = context.new_page()
    for title in ("حقيبة ظهر من القماش المتين بلون أزرق داكن", "Long title " * 27):
        product = sneaker(*photos, title=title, category=category("Clothing/Shoes and more"))
        page.goto(address(live_server, product))
        assert page.evaluate(SHIFT) < 0.01
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    context.close()


def test_an_arabic_title_is_read_from_the_right(
    page: Page, live_server: LiveServer, sneaker: Sneaker
) -> None:
    page.goto(address(live_server, sneaker("red", title="حقيبة ظهر")))
    heading = page.get_by_role("heading", level=1)
    assert heading.evaluate("(element) => getComputedStyle(element).direction") == "rtl"


def test_photos_variants_offers_and_texts_work_without_javascript(
    browser: Browser, live_server: LiveServer, sneaker: Sneaker
) -> None:
    other = Merchant.objects.create(name="Bert's", slug="bert")
    fields = {"gtin": "4006381333931", "group_id": "sneaker"}
    product = sneaker("red", "green", "blue", description="Word. " * 400, **fields)
    variant = sneaker("blue", group_id="sneaker", attributes={"color": "blue"})
    sneaker("red", gtin="4006381333931", merchant=other, price=7)
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(address(live_server, product))
    page.get_by_role("link", name="Photo 3", exact=True).click()
    expect(page.locator("#photo-3")).to_be_in_viewport()
    expect(page.locator("#photo-1")).not_to_be_in_viewport()
    page.get_by_text("Read more").click()
    expect(page.get_by_text("Read less")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Bert's").first).to_contain_text("€7.00")
    expect(page.locator(".save-product")).to_be_hidden()
    page.get_by_role("link", name="Blue").first.click()
    page.wait_for_url(address(live_server, variant))
    page.locator("[data-enlarge]").click()
    page.wait_for_url("**/media/photos/**")
    context.close()
