"""The web address of a photo, pasted or typed into the box."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from catalog.remote.photo_fetching import FetchPolicy
from catalog.search import linked_photos
from tests.ingest.photo_server import photo_server
from tests.shop import jpeg
from tests.web.box.conftest import Box

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(
        linked_photos, "policy", lambda: FetchPolicy(allow_loopback=True, deadline=3.0)
    )
    with photo_server() as server:
        server.responses["/red.jpg"] = lambda h: h.reply(200, jpeg("red"))
        # Of the forms of an address that are taken as links, one has a dot in its host.
        yield server.url("")


def test_an_address_pasted_anywhere_searches_with_its_photo(box: Box, host: str) -> None:
    box.open("/search/?brand=Norda")
    box.paste(text=f"{host}/red.jpg")
    box.page.wait_for_url("**brand=Norda&photo=*")
    box.expect_first("Red pot")


def test_words_that_are_an_address_search_with_its_photo(box: Box, host: str) -> None:
    box.open()
    box.search(f" {host}/red.jpg ")
    box.page.wait_for_url("**/search/?photo=*")
    expect(box.words).to_have_value("")


def test_the_field_for_an_address_opens_searches_and_closes(box: Box, host: str) -> None:
    box.open()
    box.words.focus()
    box.page.get_by_title("Search with the address of a photo").click()
    field = box.page.get_by_label("Address of a photo", exact=True)
    expect(field).to_be_focused()
    field.fill(f"{host}/red.jpg")
    field.press("Enter")
    box.page.wait_for_url("**/search/?photo=*")
    expect(field).to_be_hidden()


def test_an_address_without_a_photo_is_explained_in_its_place(box: Box, host: str) -> None:
    box.open("/search/?q=cup")
    box.stays()
    box.paste(text=f"{host}/page")
    expect(box.page.get_by_role("alert")).to_contain_text("page, not of a picture")
    assert box.has_stayed
    assert box.page.url.endswith("?q=cup")
