"""The suggestions under the search box, as options that lead somewhere."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from catalog.models import Product
from catalog.vocabulary.building import refresh_vocabulary
from tests.shop import Make, category
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db
OPTION = re.compile(r"<a\s(.*?)</a>", re.DOTALL)


@dataclass(frozen=True)
class Option:
    address: str
    label: str  # what is matched is in square brackets
    note: str


@pytest.fixture(autouse=True)
def lamp(make: Make) -> Product:
    lamps = category("Home/Table lamps")
    lamp = make("Lantern Vulkar", category=lamps, brand="Quolzar", attributes={"color": "blue"})
    make("Lantern Tall", category=lamps, brand="Quolzar", attributes={"color": "blue"})
    make("Lasso <b>", brand="Ropes & Co")
    refresh_vocabulary()
    return lamp


def options(client: Client, address: str) -> list[Option]:
    response = client.get(address)
    assert response.status_code == 200
    return [_option(found) for found in OPTION.findall(response.content.decode())]


def _option(markup: str) -> Option:
    address = re.search(r'href="([^"]*)"', markup)
    label = re.search(r'-label"[^>]*>(.*?)</span>', markup)
    note = re.search(r'-note">(.*?)</span>', markup)
    assert 'role="option"' in markup
    assert address
    assert label
    assert note
    marked = label[1].replace("<mark>", "[").replace("</mark>", "]")
    return Option(unescape(address[1]), unescape(marked), unescape(note[1]))


def test_each_suggestion_is_a_link_to_what_it_means(client: Client, lamp: Product) -> None:
    lamps, blue_lamps, tall, *_ = options(client, "/suggest/?q=la")
    assert lamps == Option(
        "/search/?category=home%2Ftable+lamps", "Table [la]mps", "Category · 2 products"
    )
    assert blue_lamps.address == "/search/?category=home%2Ftable+lamps&attr.color=blue"
    assert (tall.label, tall.note) == ("[La]ntern Tall", "Product")
    (brand, *_) = options(client, "/suggest/?q=quol")
    assert brand == Option("/search/?brand=Quolzar", "[Quol]zar", "Brand · 2 products")


def test_a_suggested_product_leads_to_its_page(client: Client, lamp: Product) -> None:
    addresses = [each.address for each in options(client, "/suggest/?q=lantern+v")]
    assert f"/products/{lamp.pk}/" in addresses


def test_suggestions_keep_the_photo_but_no_filters(client: Client) -> None:
    (lamps, *_) = options(client, "/suggest/?q=lamp&photo=1f&brand=Norda&price_max=9")
    assert lamps.address == "/search/?photo=1f&category=home%2Ftable+lamps"


def test_titles_are_escaped(client: Client) -> None:
    response = client.get("/suggest/?q=lass")
    assert "Lasso &lt;b&gt;" in response.content.decode().replace("<mark>", "").replace(
        "</mark>", ""
    )


@pytest.mark.parametrize("typed", ["", "%20", "%00", "q" * 600, "%F0%9F%99%82", "zzzzqqq"])
def test_a_text_that_begins_nothing_has_no_suggestions(client: Client, typed: str) -> None:
    assert options(client, f"/suggest/?q={typed}") == []


def test_suggestions_may_be_kept_by_the_browser_alone(client: Client) -> None:
    cached = client.get("/suggest/?q=la").headers["Cache-Control"]
    assert set(cached.split(", ")) == {"private", "max-age=60"}


@pytest.mark.slow
def test_typing_uses_up_no_searches(client: Client, settings: Settings) -> None:
    settings.SHOP_SEARCHES_PER_MINUTE, settings.SHOP_SUGGESTIONS_PER_MINUTE = 2, 3
    client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    statuses = [client.get("/suggest/?q=la").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert search_address(client, q="lamp") == "/search/?q=lamp"
