"""The page of components has every token, and components of the shop's own products."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from catalog.web.views.design import COLOURS, SPACES, TYPE_SIZES
from tests.shop import Make

TOKENS = (Path(settings.BASE_DIR) / "static" / "tokens.css").read_text()


def names(prefix: str) -> set[int]:
    return {int(size) for size in re.findall(rf"--{prefix}-(\d+):", TOKENS)}


def test_it_has_every_size_and_space_of_the_tokens() -> None:
    assert set(TYPE_SIZES) == names("text")
    assert set(SPACES) == names("space")


def test_it_has_every_colour_of_the_tokens_but_what_stands_on_the_accent() -> None:
    colours = set(re.findall(r"--([a-z-]+): #", TOKENS))
    assert set(COLOURS) == colours - {"on-accent"}


@pytest.mark.django_db
def test_it_shows_cards_and_filters_of_the_shop(client: Client, sell: Make) -> None:
    sell("Red pot", "red", attributes={"color": "red"}, price=5)
    sell("Blue pot", "blue", attributes={"color": "blue"}, price=9)
    body = client.get("/design/").content.decode()
    for part in ('class="card"', "Red pot", 'id="price-min"', "--accent-soft"):
        assert part in body


@pytest.mark.django_db
def test_an_empty_shop_has_it_too(client: Client) -> None:
    assert client.get("/design/").status_code == 200
