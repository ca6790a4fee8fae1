"""The part of a photo on the results page in headless Chromium: by pointer, touch and keyboard."""

import re
import time
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import QueryPhoto
from catalog.pictures.picture import Picture
from catalog.search.photos import store_query_photo
from tests.shop import Make, plain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
# From 20 to 80 % of the photo, both ways.
MIDDLE = "0.2,0.2,0.8,0.8"
# What a step to the right and down does to it, by the name of the handle.
STEPS = {
    "box": (30, 30, 90, 90),
    "nw": (30, 30, 80, 80),
    "n": (20, 30, 80, 80),
    "ne": (20, 30, 90, 80),
    "e": (20, 20, 90, 80),
    "se": (20, 20, 90, 90),
    "s": (20, 20, 80, 90),
    "sw": (30, 20, 80, 90),
    "w": (30, 20, 80, 80),
}


@pytest.fixture
def photo(live_server: LiveServer, sell: Make) -> QueryPhoto:
    """A photo whose left half is red and whose right half is blue, in a shop of such things."""
    sell("Red pot", "red", attributes={"color": "red"})
    sell("Blue cup", "blue", attributes={"color": "blue"})
    sell("Green mug", "green", attributes={"color": "green"})
    picture = Image.new("RGB", (400, 300))
    picture.paste(plain("red", (200, 300)), (0, 0))
    picture.paste(plain("blue", (200, 300)), (200, 0))
    stored = store_query_photo(Picture(picture, sha256="half red, half blue"))
    QueryPhoto.objects.update(regions=[[0, 0, 0.5, 1], [0.5, 0, 1, 1]])
    return stored


@pytest.fixture
def address(live_server: LiveServer, photo: QueryPhoto) -> str:
    return f"{live_server.url}/search/?photo={photo.pk}"


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def screen(request: pytest.FixtureRequest, page: Page) -> Page:
    page.set_viewport_size(request.param)
    return page


@pytest.fixture
def documents(page: Page) -> list[str]:
    """The addresses that the browser loads as pages."""
    loaded: list[str] = []
    page.on(
        "request",
        lambda request: loaded.append(request.url) if request.resource_type == "document" else None,
    )
    return loaded


@pytest.fixture
def finger(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def open_part(page: Page, address: str) -> None:
    page.goto(address)
    if page.viewport_size == PHONE:
        page.locator("#crop-1 > summary").click()
    expect(page.locator("[data-crop-stage][data-placed]")).to_be_visible()


def handle(page: Page, name: str) -> Locator:
    return page.locator(f"#crop-1-{name}")


def drawn(page: Page) -> tuple[float, ...]:
    """The part as it is drawn over the picture, in percent of it."""
    sides: list[float] = page.evaluate(
        """() => {
          const image = document.querySelector("[data-crop-image]");
          const stage = document.querySelector("[data-crop-stage]").getBoundingClientRect();
          const box = document.querySelector(".crop-box").getBoundingClientRect();
          return [
            (box.left - stage.left) / stage.width, (box.top - stage.top) / stage.height,
            (box.right - stage.left) / stage.width, (box.bottom - stage.top) / stage.height,
          ].map((side) => Math.round(side * 100));
        }"""
    )
    return tuple(sides)


def expect_drawn(page: Page, sides: tuple[float, ...]) -> None:
    """Going through the history loads the page, which may take a while to begin."""
    expect(handle(page, "box")).to_have_attribute("aria-valuetext", words_of(sides))
    expect(page.locator("[data-crop-stage][data-placed]")).to_be_visible()
    assert drawn(page) == sides


def words_of(sides: tuple[float, ...]) -> str:
    left, top, right, bottom = sides
    return f"From {left} % to {right} % across, from {top} % to {bottom} % down"


def part_in(sides: tuple[float, ...]) -> re.Pattern[str]:
    """The part in an address, in which commas are quoted."""
    return re.compile("~" + "%2C".join(f"{side / 100:.4g}" for side in sides) + "(&|$)")


def first_card(page: Page) -> str:
    return page.locator(".results .card-title").first.inner_text()


def test_each_handle_moves_its_edges_by_keyboard(screen: Page, address: str) -> None:
    for name, sides in STEPS.items():
        open_part(screen, f"{address}~{MIDDLE}")
        slider = handle(screen, name)
        slider.focus()
        for key in ("Shift+ArrowRight", "Shift+ArrowDown"):
            slider.press(key)
        expect(screen).to_have_url(part_in(sides))
        assert drawn(screen) == sides, name
        expect(slider).to_be_focused()
        expect(slider).to_have_attribute("aria-valuetext", words_of(sides))


def test_each_handle_moves_its_edges_by_pointer(screen: Page, address: str) -> None:
    for name, sides in STEPS.items():
        open_part(screen, f"{address}~{MIDDLE}")
        (x, y), (width, height) = centre_of(handle(screen, name)), stage_size(screen)
        screen.mouse.move(x, y)
        screen.mouse.down()
        screen.mouse.move(x + width / 20, y + height / 20)
        screen.mouse.move(x + width / 10, y + height / 10)
        screen.mouse.up()
        screen.wait_for_url(part_near(sides))
        assert drawn(screen) == pytest.approx(sides, abs=1), name


def test_each_handle_moves_its_edges_by_touch(finger: Page, address: str) -> None:
    for name, sides in STEPS.items():
        open_part(finger, f"{address}~{MIDDLE}")
        (x, y), (width, height) = centre_of(handle(finger, name)), stage_size(finger)
        touch(finger, (x, y), (x + width / 10, y + height / 10))
        finger.wait_for_url(part_near(sides))
        assert drawn(finger) == pytest.approx(sides, abs=1), name


def centre_of(element: Locator) -> tuple[float, float]:
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def stage_size(page: Page) -> tuple[float, float]:
    box = page.locator("[data-crop-stage]").bounding_box()
    assert box
    return box["width"], box["height"]


def touch(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    session = page.context.new_cdp_session(page)
    for kind, point in (("touchStart", start), ("touchMove", end), ("touchEnd", None)):
        points = [{"x": point[0], "y": point[1]}] if point else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.detach()


def part_near(sides: tuple[float, ...]) -> re.Pattern[str]:
    """The part in an address, each side within a percent."""
    near = (
        "(?:" + "|".join(f"{at / 1000:.3g}" for at in range(10 * side - 10, 10 * side + 11)) + ")"
        for side in map(int, sides)
    )
    return re.compile("~" + "%2C".join(near) + "(&|$)")


def test_ten_fast_presses_end_in_the_right_part_with_one_entry_of_history(
    screen: Page, address: str, documents: list[str]
) -> None:
    open_part(screen, address)
    entries = screen.evaluate("history.length")
    documents.clear()
    edge = handle(screen, "e")
    edge.focus()
    for number in range(10):
        edge.press("Shift+ArrowLeft" if number < 4 else "ArrowLeft")
        screen.wait_for_timeout(60 + 30 * (number % 3))
    expect(screen).to_have_url(part_in((0, 0, 54, 100)))
    assert drawn(screen) == (0, 0, 54, 100)
    for _ in range(3):  # each after the answer to the one before
        edge.press("ArrowLeft")
        screen.wait_for_timeout(450)
    expect(screen).to_have_url(part_in((0, 0, 51, 100)))
    assert first_card(screen) == "Red pot"
    expect(edge).to_be_focused()
    assert documents == []
    assert screen.evaluate("history.length") == entries + 1


def test_back_leads_to_the_whole_photo_and_forward_to_the_last_part(
    page: Page, address: str
) -> None:
    open_part(page, address)
    edge = handle(page, "w")
    edge.focus()
    for _ in range(2):
        edge.press("Shift+ArrowRight")
        page.wait_for_timeout(600)
    expect(page).to_have_url(part_in((20, 0, 100, 100)))
    page.go_back()
    page.wait_for_url(address)
    expect_drawn(page, (0, 0, 100, 100))
    page.go_forward()
    page.wait_for_url(part_in((20, 0, 100, 100)))
    expect_drawn(page, (20, 0, 100, 100))


def test_the_part_is_drawn_again_after_a_reload_and_goes_on_from_there(
    screen: Page, address: str
) -> None:
    open_part(screen, f"{address}~{MIDDLE}")
    screen.reload()
    open_part(screen, screen.url)
    assert drawn(screen) == (20, 20, 80, 80)
    handle(screen, "e").press("ArrowRight")
    expect(screen).to_have_url(part_in((20, 20, 81, 80)))


def test_a_mouse_draws_a_part_on_the_whole_photo(page: Page, address: str) -> None:
    open_part(page, address)
    stage = page.locator("[data-crop-stage]").bounding_box()
    assert stage
    x, y, width, height = stage["x"], stage["y"], stage["width"], stage["height"]
    page.mouse.move(x + 0.6 * width, y + 0.9 * height)
    page.mouse.down()
    page.mouse.move(x + 0.9 * width, y + 0.1 * height, steps=4)
    page.mouse.up()
    page.wait_for_url(part_near((60, 10, 90, 90)))
    expect(page.locator(".results .card-title").first).to_have_text("Blue cup")


def test_a_preset_and_a_found_part_need_no_dragging(
    screen: Page, address: str, documents: list[str]
) -> None:
    open_part(screen, address)
    documents.clear()
    screen.get_by_role("link", name="Upper half").click()
    expect(screen).to_have_url(part_in((0, 0, 100, 50)))
    expect(screen.get_by_role("link", name="Upper half")).to_have_attribute("aria-current", "true")
    second = screen.get_by_role("link", name="Part of the photo: right")
    second.focus()
    screen.keyboard.press("Enter")
    expect(screen).to_have_url(part_in((50, 0, 100, 100)))
    expect(screen.locator(".results .card-title").first).to_have_text("Blue cup")
    assert drawn(screen) == (50, 0, 100, 100)
    screen.get_by_role("link", name="Whole photo").click()
    expect(screen).to_have_url(address)
    assert documents == []


def test_the_edges_can_be_typed_as_numbers(screen: Page, address: str) -> None:
    open_part(screen, address)
    screen.get_by_text("Set the edges by numbers").click()
    screen.get_by_label("Right edge, %").fill("40")
    screen.get_by_label("Right edge, %").press("Enter")
    expect(screen).to_have_url(part_in((0, 0, 40, 100)))
    assert first_card(screen) == "Red pot"
    assert drawn(screen) == (0, 0, 40, 100)


def test_the_edges_can_be_typed_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_text("Set the edges by numbers").click()
    page.get_by_label("Left edge, %").fill("60")
    page.get_by_role("button", name="Search with this part").click()
    page.wait_for_url(part_in((60, 0, 100, 100)))
    assert first_card(page) == "Blue cup"
    expect(page.get_by_label("Left edge, %")).to_have_value("60")
    context.close()


def test_a_late_answer_does_not_take_back_what_has_been_changed_since(
    page: Page, address: str
) -> None:
    """The answer to the first step comes between the second step and its search."""
    open_part(page, address)
    page.route("**/search/**", delayed)
    edge = handle(page, "e")
    edge.focus()
    edge.press("Shift+ArrowLeft")
    page.wait_for_timeout(330)
    edge.press("Shift+ArrowLeft")
    expect(page).to_have_url(part_in((0, 0, 80, 100)))
    assert drawn(page) == (0, 0, 80, 100)


def delayed(route: Route) -> None:
    time.sleep(0.15)
    route.continue_()
