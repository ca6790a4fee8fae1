"""The app of docs/examples/phone/, which uses the REST API alone, on the screen of a phone."""

import functools
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import QueryPhoto
from tests.shop import Make, jpeg
from tests.widget.other_shop import publishable_key, serving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOLDER = Path(settings.BASE_DIR) / "docs" / "examples" / "phone"


class Files(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Keep the output of the tests quiet."""


@pytest.fixture
def app(page: Page, live_server: LiveServer, make: Make) -> Iterator[Page]:
    for number in range(30):
        colour = ("red", "blue")[number % 2]
        make(f"{colour.title()} pot {number}", colour, description="Holds a litre.")
    page.set_viewport_size(ViewportSize(width=390, height=844))
    with serving(functools.partial(Files, directory=str(FOLDER))) as origin:  # type: ignore[arg-type]
        page.goto(f"{origin}/?api={live_server.url}&key={publishable_key(origin)}")
        yield page


def test_a_photo_finds_a_product_and_what_is_like_it(app: Page, tmp_path: Path) -> None:
    photo = tmp_path / "red.jpg"
    photo.write_bytes(jpeg("red"))
    app.get_by_label("Photo", exact=True).set_input_files(photo)
    expect(app.locator("#query-photo")).to_be_visible()
    expect(app.locator("li").first).to_contain_text("Red pot")
    with app.expect_response(lambda answer: answer.url.endswith("/events/")) as reported:
        app.locator("li a").first.click()
    assert reported.value.json()["results"][0]["status"] == "recorded"
    expect(app.get_by_role("heading", level=1)).to_contain_text("Red pot")
    expect(app.locator("li").first).to_contain_text("Red pot")
    app.go_back()
    with app.expect_response(lambda answer: answer.request.method == "DELETE") as deleted:
        app.get_by_role("button", name="Remove photo").click()
    assert deleted.value.status == 204
    expect(app.get_by_role("status")).to_contain_text("30 products")
    assert QueryPhoto.objects.count() == 0


def test_words_refine_and_more_is_shown(app: Page) -> None:
    expect(app.locator("li")).to_have_count(24)
    app.get_by_role("button", name="Show more").click()
    expect(app.locator("li")).to_have_count(30)
    app.get_by_label("What are you looking for?").fill("blue")
    app.get_by_label("What are you looking for?").press("Enter")
    expect(app.locator("li").first).to_contain_text("Blue pot")
