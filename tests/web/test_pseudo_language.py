"""No text of a page for shoppers is left in English: each is marked in a pseudo-language."""

from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override
from pytest_django import Settings

from catalog.files.storage_error import StorageError
from catalog.search.photos import store_query_photo
from catalog.search.refusals import REFUSALS
from catalog.web.refusal_page import explains_refusals
from shop_search.disk_full import disk_full_response
from shop_search.errors import server_error
from shop_search.front import refusals
from shop_search.limiter import Quota, Usage
from shop_search.middleware import unavailable
from shop_search.rate_limit import SEARCHES, too_many
from tests.shop import Make, photo_of
from tests.web.pseudo_language import unmarked_texts, write_pseudo_language
from tests.web.shopper_pages import DATA, shopper_pages, stock

LANGUAGE = "eo"


@pytest.fixture(scope="session")
def pseudo_catalogs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    write_pseudo_language(folder, LANGUAGE)
    return folder


@pytest.fixture(autouse=True)
def pseudo_language(settings: Settings, pseudo_catalogs: Path) -> None:
    settings.LOCALE_PATHS = [pseudo_catalogs]
    settings.SHOP_NAME = "Ωshop"
    settings.LANGUAGES = [("en", "English"), (LANGUAGE, "Esperanto")]


def refused_for(seconds: int) -> Usage:
    quota = Quota(SEARCHES.counted, "192.0.2.1", 120)
    return Usage(quota, is_allowed=False, remaining=0, seconds=seconds)


@pytest.fixture
def request_for_page() -> HttpRequest:
    return RequestFactory().get(f"/{LANGUAGE}/search/")


def test_every_text_of_every_page_can_be_translated(client: Client, sell: Make) -> None:
    product = stock(sell)
    photo = str(store_query_photo(photo_of("blue")).pk)
    with override(LANGUAGE):
        addresses = shopper_pages(product, photo)
    pages = {address: client.get(address) for address in addresses}
    html = {
        address: page.content.decode()
        for address, page in pages.items()
        if page.headers["Content-Type"].startswith("text/html")
    }
    assert len(html) > 20
    unmarked = {
        f"{text} ({address})"
        for address, page in html.items()
        for text in unmarked_texts(page, data=DATA)
    }
    assert sorted(unmarked) == []


def test_a_part_of_a_page_can_be_translated_too(client: Client, sell: Make) -> None:
    stock(sell)
    part = client.get(f"/{LANGUAGE}/search/?q=Ωcup", headers={"HX-Request": "true"})
    assert unmarked_texts(part.content.decode(), data=DATA) == []


@pytest.mark.parametrize("kind", REFUSALS)
def test_every_refusal_can_be_translated(
    request_for_page: HttpRequest, kind: type[Exception], db: None
) -> None:
    refusal = REFUSALS[kind]
    error = Exception.__new__(kind)
    error.args = ("Ωmessage",)
    # Of InvalidQuery, which names what to change.
    vars(error).update(fields=(), code="x")

    @explains_refusals
    def refusing(_: HttpRequest) -> HttpResponse:
        raise error

    with override(LANGUAGE):
        page = refusing(request_for_page)
    assert page.status_code == refusal.status
    assert unmarked_texts(page.content.decode(), data=DATA) == []


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html"])
def test_every_page_of_an_error_can_be_translated(template: str, db: None) -> None:
    with override(LANGUAGE):
        assert unmarked_texts(render_to_string(template), data=DATA) == []


def test_the_answers_of_a_shop_in_trouble_can_be_translated(
    request_for_page: HttpRequest,
) -> None:
    with override(LANGUAGE):
        pages = [
            server_error(request_for_page),
            unavailable(request_for_page),
            too_many(request_for_page, refused_for(1)),
            too_many(request_for_page, refused_for(59)),
            disk_full_response(request_for_page, StorageError("Ωfull")),
        ]
    for page in pages:
        assert unmarked_texts(page.content.decode(), data=DATA) == []


def test_refusals_before_django_can_be_translated() -> None:
    with override(LANGUAGE):
        answers = [
            refusals.bad_request(), refusals.too_slow(), refusals.body_too_large(1024),
            refusals.target_too_long(8192), refusals.head_too_large(), refusals.busy(),
            refusals.disk_full(),
        ]  # fmt: skip
        pages = [answer.for_path(f"/{LANGUAGE}/search/").body.decode() for answer in answers]
    units = ("kB",)
    assert [text for page in pages for text in unmarked_texts(page, data=units)] == []


def test_an_unmarked_text_is_found_wherever_it_is() -> None:
    page = """<html lang="eo"><title>⟦A⟧ Ωcup</title><p>⟦A <b>Ωb</b> c⟧ left</p>
        <img alt="left too"><p lang="en">data</p><p>12,90 €</p><input placeholder="⟦ok⟧">"""
    assert unmarked_texts(page) == ["p: c⟧ left", "img alt: left too"]
