"""<shop-search> in a page of another origin, in Chromium, with a strict policy."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Request, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import Click, QueryPhoto
from catalog.vocabulary.building import refresh_vocabulary
from tests.shop import Make, jpeg
from tests.widget.other_shop import allowed_shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def search(live_server: LiveServer, make: Make) -> str:
    """The address of a search with 30 products, the first of them red."""
    for number in range(30):
        colour = ("red", "blue", "green")[number % 3]
        make(
            f"{colour.title()} pot {number}", colour, brand=("Norda", "Koru")[number % 2],
            url=f"https://shop.example/pots/{number}", attributes={"color": colour},
        )  # fmt: skip
    return live_server.url


@pytest.fixture
def red_photo(tmp_path: Path) -> Path:
    path = tmp_path / "red.jpg"
    path.write_bytes(jpeg("red"))
    return path


@pytest.fixture
def widget(page: Page, search: str) -> Iterator[Locator]:
    """The element in a page of a shop that its key allows."""
    with allowed_shop(search) as origin:
        page.goto(origin)
        yield page.locator("shop-search")


def titles(widget: Locator) -> list[str]:
    expect(widget.locator(".body[aria-busy]")).to_have_count(0)
    return widget.locator(".title").all_inner_texts()


def crop_of(request: Request) -> dict[str, float]:
    crop: dict[str, float] = json.loads(request.post_data or "")["crop"]
    return crop


def search_by_photo(widget: Locator, photo: Path) -> None:
    widget.get_by_label("Search by photo").set_input_files(photo)
    expect(widget.locator(".stage img")).to_be_visible()
    expect(widget.locator(".title").first).to_be_visible()


def test_words_find_products(widget: Locator) -> None:
    widget.get_by_label("What are you looking for?").fill("blue")
    widget.get_by_role("button", name="Search", exact=True).click()
    expect(widget.locator(".title").first).to_contain_text("Blue pot")
    expect(widget.get_by_role("status")).to_contain_text("products")


def test_a_photo_searches_at_once(widget: Locator, red_photo: Path) -> None:
    search_by_photo(widget, red_photo)
    expect(widget.locator(".title").first).to_contain_text("Red pot")


def test_a_dropped_photo_searches_too(widget: Locator, red_photo: Path) -> None:
    widget.locator("form").evaluate(
        """(form, bytes) => {
          const dataTransfer = new DataTransfer();
          const file = new File([new Uint8Array(bytes)], "x.jpg", { type: "image/jpeg" });
          dataTransfer.items.add(file);
          for (const name of ["dragover", "drop"]) form.dispatchEvent(
            new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        [*red_photo.read_bytes()],
    )
    expect(widget.locator(".title").first).to_contain_text("Red pot")


def test_the_part_of_the_photo_is_moved_by_keys(widget: Locator, red_photo: Path) -> None:
    search_by_photo(widget, red_photo)
    frame = widget.locator(".frame")
    frame.focus()
    with widget.page.expect_request(
        lambda request: request.url.endswith("/searches/") and "crop" in (request.post_data or "")
    ) as sent:
        frame.press("Shift+ArrowUp")
    assert crop_of(sent.value) == {"x": 0, "y": 0, "width": 1, "height": 0.96}
    widget.get_by_role("button", name="Whole photo").click()
    expect(widget.get_by_role("button", name="Whole photo")).to_be_hidden()


def test_the_part_of_the_photo_is_drawn_by_pointer(widget: Locator, red_photo: Path) -> None:
    search_by_photo(widget, red_photo)
    box = widget.locator(".stage").bounding_box()
    assert box
    mouse = widget.page.mouse
    with widget.page.expect_request(lambda request: "crop" in (request.post_data or "")) as sent:
        mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
        mouse.down()
        mouse.move(box["x"] + box["width"] * 3 / 4, box["y"] + box["height"] * 3 / 4, steps=4)
        mouse.up()
    crop = crop_of(sent.value)
    assert crop["x"] == pytest.approx(0.25, abs=0.05)
    assert crop["width"] == pytest.approx(0.5, abs=0.05)


def test_a_removed_photo_is_deleted_at_the_search(widget: Locator, red_photo: Path) -> None:
    search_by_photo(widget, red_photo)
    assert QueryPhoto.objects.count() == 1
    with widget.page.expect_response(lambda answer: answer.request.method == "DELETE") as deleted:
        widget.get_by_role("button", name="Remove the photo").click()
    assert deleted.value.status == 204
    assert QueryPhoto.objects.count() == 0


def test_what_is_no_picture_is_refused_without_sending_it(widget: Locator, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("pots")
    widget.get_by_label("Search by photo").set_input_files(path)
    expect(widget.get_by_role("alert")).to_contain_text("not a picture")


def test_filters_narrow_the_results(widget: Locator) -> None:
    widget.get_by_label("What are you looking for?").press("Enter")
    widget.get_by_role("checkbox", name=re.compile("Koru")).check()
    expect(widget.get_by_role("status")).to_contain_text("15 products")
    expect(widget.get_by_role("checkbox", name=re.compile("Koru"))).to_be_focused()
    widget.get_by_role("button", name="Clear filters").click()
    expect(widget.get_by_role("status")).to_contain_text("30 products")


def test_show_more_appends_and_moves_the_focus(widget: Locator) -> None:
    widget.get_by_label("What are you looking for?").press("Enter")
    expect(widget.locator(".title")).to_have_count(24)
    widget.get_by_role("button", name="Show more").click()
    expect(widget.locator(".title")).to_have_count(30)
    expect(widget.locator(".results li:nth-child(25) a")).to_be_focused()
    assert len(set(titles(widget))) == 30
    expect(widget.get_by_role("button", name="Show more")).to_be_hidden()


def test_a_product_leads_to_the_shop_unless_the_page_opens_it(widget: Locator) -> None:
    widget.get_by_label("What are you looking for?").press("Enter")
    card = widget.locator(".results a").first
    expect(card).to_have_attribute("href", re.compile("^https://shop.example/pots/"))
    widget.evaluate(
        "element => element.addEventListener('shop-search:open', (event) => {"
        " event.preventDefault(); window.opened = event.detail.title; })"
    )
    card.click()
    assert "pot" in widget.page.evaluate("window.opened")


def test_an_opened_product_is_counted(widget: Locator) -> None:
    widget.get_by_label("What are you looking for?").press("Enter")
    widget.evaluate(
        "element => element.addEventListener('shop-search:open', (event) => event.preventDefault())"
    )
    with widget.page.expect_response(lambda answer: answer.url.endswith("/events/")) as reported:
        widget.locator(".results a").first.click()
    assert reported.value.ok
    assert Click.objects.count() == 1


def test_similar_products_replace_the_search(widget: Locator) -> None:
    widget.get_by_label("What are you looking for?").fill("blue")
    widget.get_by_label("What are you looking for?").press("Enter")
    expect(widget.locator(".title").first).to_contain_text("Blue pot")
    widget.get_by_role("button", name=re.compile("Similar: Blue pot")).first.click()
    expect(widget.get_by_label("What are you looking for?")).to_have_value("")
    expect(widget.locator(".title").first).to_contain_text("Blue pot")


def test_without_a_network_the_search_can_be_tried_again(widget: Locator) -> None:
    widget.page.context.set_offline(True)
    widget.get_by_label("What are you looking for?").fill("blue")
    widget.get_by_label("What are you looking for?").press("Enter")
    expect(widget.get_by_role("alert")).to_contain_text("cannot be reached")
    widget.page.context.set_offline(False)
    widget.get_by_role("button", name="Try again").click()
    expect(widget.locator(".title").first).to_contain_text("Blue pot")
    expect(widget.get_by_role("alert")).to_be_hidden()


def test_a_shop_that_the_key_does_not_allow_gets_no_answer(page: Page, search: str) -> None:
    with allowed_shop(search, origin="https://elsewhere.example") as origin:
        page.goto(origin)
        widget = page.locator("shop-search")
        widget.get_by_label("What are you looking for?").press("Enter")
        expect(widget.get_by_role("alert")).to_be_visible()
        expect(widget.locator(".title")).to_have_count(0)


def test_fixed_filters_are_always_in_force(page: Page, search: str) -> None:
    attributes = """filters='{"brand": ["Koru"]}'"""
    with allowed_shop(search, attributes=attributes) as origin:
        page.goto(origin)
        widget = page.locator("shop-search")
        widget.get_by_label("What are you looking for?").press("Enter")
        expect(widget.get_by_role("status")).to_contain_text("15 products")


def test_it_speaks_the_language_of_the_page(page: Page, search: str) -> None:
    with allowed_shop(search, lang="de") as origin:
        page.goto(origin)
        widget = page.locator("shop-search")
        widget.get_by_label("Was suchst du?").press("Enter")
        expect(widget.get_by_role("status")).to_contain_text("30 Produkte")


def test_titles_of_products_are_no_html(page: Page, live_server: LiveServer, make: Make) -> None:
    make("<img src=x onerror=alert(1)>", "red", url="javascript:alert(1)")
    with allowed_shop(live_server.url) as origin:
        page.goto(origin)
        widget = page.locator("shop-search")
        widget.get_by_label("What are you looking for?").press("Enter")
        expect(widget.locator(".title")).to_have_text("<img src=x onerror=alert(1)>")
        expect(widget.locator(".results a")).to_have_attribute(
            "href", re.compile("^http://localhost")
        )


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_is_never_wider_than_the_page(page: Page, search: str, width: int) -> None:
    page.set_viewport_size(ViewportSize(width=width, height=844))
    with allowed_shop(search) as origin:
        page.goto(origin)
        widget = page.locator("shop-search")
        widget.get_by_label("What are you looking for?").press("Enter")
        expect(widget.locator(".title").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_words_are_suggested_while_one_types(widget: Locator) -> None:
    refresh_vocabulary()
    widget.get_by_label("What are you looking for?").press_sequentially("Nor")
    expect(widget.locator("datalist option[value=Norda]")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_violated(
    browser: Browser, search: str, red_photo: Path, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
    with allowed_shop(search) as origin:
        page.goto(origin)
        search_by_photo(page.locator("shop-search"), red_photo)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    page.close()
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
