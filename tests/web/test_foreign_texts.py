"""Texts of merchants on a page in another language say which language they are in."""

import re

import pytest
from django.test import Client

from catalog.search.photos import store_query_photo
from tests.shop import Make, category, photo_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def boots(sell: Make) -> None:
    for number in range(4):
        sell(
            f"Boot {number}",
            category=category(("Boots", "Heels")[number % 2]),
            attributes={
                "color": ("red", "blue")[number % 2],
                "gusset": ("sawtooth", "square cut")[number % 2],
            },
        )


def label_of(body: str, text: str) -> str:
    (tag,) = re.findall(rf'<span class="facet-label"[^>]*>{text}</span>', body)
    return str(tag)


def test_values_names_and_categories_that_are_not_translated_have_their_language(
    client: Client,
) -> None:
    body = client.get("/de/search/").content.decode()
    assert 'lang="en"' in label_of(body, "sawtooth")
    assert 'lang="en"' in label_of(body, "Boots")
    assert re.search(r'<h3 [^>]*lang="en">Gusset</h3>', body)
    assert 'lang="en"' not in label_of(body, "rot")
    assert re.search(r'<img [^>]*lang="en" alt="Boot', body)


def test_in_the_language_of_the_products_there_is_nothing_to_say(client: Client) -> None:
    body = client.get("/search/").content.decode()
    assert "lang=" not in label_of(body, "sawtooth")


def test_the_part_of_a_photo_is_told_with_decimals_of_the_page(client: Client) -> None:
    photo = store_query_photo(photo_of("red"))
    body = client.get(f"/de/search/?photo={photo.pk}~0.125,0,1,1").content.decode()
    assert "Waagerecht von 12,5 %" in body
