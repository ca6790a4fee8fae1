"""A photo that is dropped, pasted or chosen on any page searches at once."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from catalog.models import Product, QueryPhoto
from tests.shop import jpeg
from tests.web.box.conftest import Box, heic, large_jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def product_path() -> str:
    return f"/products/{Product.objects.get(title='Green cup').pk}/"


def pages() -> dict[str, str]:
    return {
        "home": "/",
        "results": "/search/?q=cup",
        "product": product_path(),
        "missing": "/no/such/page/",
        "refused": "/search/?price_min=cheap",
    }


@pytest.mark.parametrize("name", ["home", "results", "product", "missing", "refused"])
def test_a_photo_dropped_on_any_page_searches_without_loading_another(box: Box, name: str) -> None:
    box.open(pages()[name])
    box.stays()
    box.drop(jpeg("red"))
    box.page.wait_for_url("**/search/?*photo=*")
    box.expect_first("Red pot")
    assert box.has_stayed


def test_a_drag_over_the_page_shows_where_to_drop_until_it_is_dropped(box: Box) -> None:
    box.open(product_path())
    overlay = box.page.get_by_text("Drop the photo to search with it")
    expect(overlay).to_be_hidden()
    box.drag(jpeg("red"))
    expect(overlay).to_be_visible()
    box.drop(jpeg("red"))
    expect(overlay).to_be_hidden()


def test_a_pasted_photo_searches_with_the_words_that_are_there(box: Box) -> None:
    box.open("/search/?q=pot")
    box.paste(data=jpeg("blue"))
    box.page.wait_for_url("**/search/?q=pot&photo=*")
    box.expect_first("Blue pot")
    expect(box.words).to_have_value("pot")


def test_text_that_is_pasted_into_the_words_stays_text(box: Box) -> None:
    box.open()
    box.words.focus()
    box.paste(into="#search-words", text="red pot", data=jpeg("red"))
    box.page.wait_for_timeout(300)
    assert box.page.url == f"{box.shop}/"


def test_a_chosen_photo_searches_at_once(box: Box) -> None:
    box.open()
    box.page.locator("#search-photo").set_input_files(
        {"name": "red.jpg", "mimeType": "image/jpeg", "buffer": jpeg("red")}
    )
    box.page.wait_for_url("**/search/?*photo=*")
    box.expect_first("Red pot")
    expect(box.page.locator("#search-state").get_by_alt_text("Your photo")).to_be_visible()


def test_another_photo_keeps_words_and_filters(box: Box) -> None:
    box.open("/search/?q=pot&brand=Norda")
    box.drop(jpeg("blue"))
    box.page.wait_for_url("**/search/?*photo=*")
    assert "q=pot" in box.page.url
    assert "brand=Norda" in box.page.url


def test_the_photo_can_be_taken_away_from_the_box(box: Box) -> None:
    box.open("/search/?q=pot")
    box.drop(jpeg("blue"))
    box.page.wait_for_url("**photo=*")
    box.page.locator("#search").get_by_role("link", name="Search without the photo").click()
    box.page.wait_for_url("**/search/?q=pot")
    expect(box.page.locator("#search-state").get_by_alt_text("Your photo")).to_have_count(0)


def test_heic_without_a_type_is_sent(box: Box) -> None:
    box.open()
    box.drop(heic("red"), "IMG_0001.HEIC", "")
    box.page.wait_for_url("**/search/?*photo=*")
    box.expect_first("Red pot")


@pytest.mark.parametrize(
    ("name", "type_", "data"),
    [("list.txt", "text/plain", b"bread, milk"), ("bill.pdf", "application/pdf", b"%PDF-1.7")],
)
def test_a_file_that_is_no_photo_is_refused_at_once_in_its_place(
    box: Box, name: str, type_: str, data: bytes
) -> None:
    sent: list[str] = []
    box.page.on("request", lambda request: sent.append(request.method))
    box.open("/search/?q=cup")
    box.stays()
    box.drop(data, name, type_)
    expect(box.page.get_by_role("alert")).to_contain_text("This is not a photo")
    assert "POST" not in sent
    assert box.titles[0] == "Green cup"
    assert box.has_stayed


def test_a_photo_the_shop_cannot_open_is_refused_in_its_place(box: Box) -> None:
    box.open("/search/?q=cup&brand=Koru")
    box.stays()
    box.drop(jpeg("red")[:200])
    expect(box.page.get_by_role("alert")).to_be_visible()
    assert box.has_stayed
    assert box.page.url.endswith("/search/?q=cup&brand=Koru")
    box.search("pot")
    box.page.wait_for_url("**q=pot**")
    expect(box.page.get_by_role("alert")).to_have_count(0)
    assert "brand=Koru" in box.page.url


def test_a_large_photo_is_shrunk_upright_before_it_is_sent(box: Box) -> None:
    photo = large_jpeg()
    assert len(photo) > 2_000_000
    sizes: list[int] = []
    box.page.on("request", lambda r: sizes.append(len(r.post_data_buffer or b"")))
    box.open()
    box.drop(photo)
    box.page.wait_for_url("**/search/?*photo=*")
    assert max(sizes) < len(photo) / 3
    stored = QueryPhoto.objects.get()
    with stored.file.open("rb") as file:
        assert Image.open(file).size == (683, 1024)


def test_of_photos_dropped_quickly_the_last_one_is_searched_with(box: Box) -> None:
    box.open()
    for colour in ("red", "green", "blue"):
        box.drop(jpeg(colour))
    box.page.wait_for_url("**photo=*")
    box.page.wait_for_load_state("networkidle")
    box.expect_first("Blue pot")


def test_the_camera_comes_first_where_there_is_touch(box: Box) -> None:
    box.open()
    camera = box.page.locator("#search-camera")
    is_touch = box.page.evaluate("matchMedia('(pointer: coarse)').matches")
    assert camera.get_attribute("capture") == "environment"
    if is_touch:
        label, words = box.page.locator("label.take"), box.page.locator("#search-words")
        expect(label).to_be_visible()
        boxes = label.bounding_box(), words.bounding_box()
        assert boxes[0]
        assert boxes[1]
        assert boxes[0]["x"] < boxes[1]["x"]
        assert min(boxes[0]["width"], boxes[0]["height"]) >= 44
    else:
        # Neither seen nor a stop of the tab key.
        expect(camera).to_have_css("display", "none")
