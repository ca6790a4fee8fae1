"""The home page shows a search at work."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

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
