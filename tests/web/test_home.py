"""The home page shows a search at work."""

import json
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.web.samples import Sample
from catalog.web.showcase import Showcase
from tests.shop import Make, half_and_half
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db

FILE = "demo/samples/scene.jpg"
RIGHT_HALF = {"left": 0.5, "top": 0.0, "right": 1.0, "bottom": 1.0}


def put_sample(media: Path, **fields: Any) -> None:
    (media / "demo" / "samples").mkdir(parents=True)
    (media / FILE).write_bytes(half_and_half("red", "blue"))
    row = {"file": FILE, "title": "Two things", **fields}
    (media / "demo" / "samples.json").write_text(json.dumps([row]))


def shown(client: Client) -> Showcase | None:
    response = client.get("/")
    assert response.status_code == 200
    showcase: Showcase | None = response.context["showcase"]
    return showcase


def test_it_shows_what_the_framed_part_of_the_sample_finds(
    client: Client, sell: Make, media: Path
) -> None:
    sell("Red pot", "red")
    sell("Blue pot", "blue")
    put_sample(media, crop=RIGHT_HALF)
    showcase = shown(client)
    assert showcase is not None
    assert showcase.cards[0].title == "Blue pot"
    assert '<rect x="50.0" y="0.0" width="50.0" height="100.0"' in client.get("/").content.decode()


def test_the_sample_is_searched_with_by_its_framed_part(
    client: Client, sell: Make, media: Path
) -> None:
    sell("Red pot", "red")
    sell("Blue pot", "blue")
    put_sample(media, crop=RIGHT_HALF)
    address = search_address(client, sample=FILE)
    assert unquote(address).endswith("~0.5,0,1,1")
    assert client.get(address).context["page"].cards[0].title == "Blue pot"


def test_without_samples_it_shows_what_is_like_the_newest_product(
    client: Client, sell: Make
) -> None:
    sell("Red cup", "red")
    newest = sell("Red pot", "red")
    showcase = shown(client)
    assert showcase is not None
    assert str(showcase.url) == f"/search/?like={newest.pk}"
    assert [card.title for card in showcase.cards] == ["Red cup"]


def test_an_empty_shop_has_a_home_page_without_it(client: Client) -> None:
    assert shown(client) is None


@pytest.mark.parametrize("crop", [{"left": 2}, {**RIGHT_HALF, "left": 1.0}, [1], "x"])
def test_a_sample_with_a_broken_frame_is_no_sample(
    client: Client, media: Path, crop: object
) -> None:
    put_sample(media, crop=crop)
    assert shown(client) is None


def test_the_sample_at_work_is_not_offered_a_second_time(
    client: Client, sell: Make, media: Path
) -> None:
    sell("Red pot", "red")
    put_sample(media)
    samples: tuple[Sample, ...] = client.get("/").context["samples"]
    assert samples == ()


def test_who_has_used_up_the_searches_still_arrives_at_the_search_box(
    client: Client, settings: Settings, sell: Make
) -> None:
    sell("Red pot", "red")
    settings.SHOP_SEARCHES_PER_MINUTE = 1
    address = f"2001:db8:{uuid.uuid4().hex[:4]}::1"
    for _ in range(2):
        home = client.get("/", REMOTE_ADDR=address)
        assert home.status_code == 200
        assert 'id="search-words"' in home.content.decode()
    answers = [client.get("/search/?q=pot", REMOTE_ADDR=address) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert client.get("/", REMOTE_ADDR=address).status_code == 200


def test_it_is_searched_for_once_for_everybody(
    client: Client, sell: Make, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sell("Red pot", "red")
    first = client.get("/").content.decode()
    with django_assert_num_queries(0):
        again = client.get("/")
    assert "Red pot" in first
    assert [card.title for card in again.context["cards"]] == ["Red pot"]


def test_each_language_has_its_own(client: Client, sell: Make) -> None:
    sell("Red pot", "red", price=Decimal("1234.50"))
    german = "1.234,50\N{NO-BREAK SPACE}€"
    for address, price in (("/", "€1,234.50"), ("/de/", german)):
        assert [card.price for card in client.get(address).context["cards"]] == [price]
