"""The cards of results."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from catalog.web.search_url import SearchUrl
from tests.shop import Make

pytestmark = pytest.mark.django_db


def body(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_card_has_the_second_photo_of_its_product_for_whoever_points_at_it(
    client: Client, make: Make
) -> None:
    make("Cup", "red")
    pan = make("Pan", "red", "blue", "green")
    cards = client.get("/search/").context["page"].cards
    first, second, _ = (photo.file.url for photo in pan.photos.all())
    assert {card.title: card.second and card.second.url for card in cards} == {
        "Cup": None,
        "Pan": second,
    }
    assert first in {card.image.url for card in cards}


def test_second_photo_costs_nothing_before(client: Client, make: Make) -> None:
    make("Pan", "red", "blue")
    page = body(client, "/search/?q=pan")
    assert re.search(r'<img class="second" data-src="[^"]+"', page)
    assert 'class="second" src' not in page


def test_card_counts_the_sizes_on_sale(client: Client, sell: Make) -> None:
    for size in ("38", "39", "40"):
        sell("Boot", "red", group_id="B", attributes={"size": size, "color": "red"})
    sell("Boot", "blue", group_id="B", attributes={"size": "38", "color": "blue"})
    sell("Boot", "red", group_id="B", attributes={"size": "41", "color": "red"}, active=False)
    cards = client.get("/search/?q=boot").context["page"].cards
    assert sorted(card.sizes for card in cards) == [0, 3]
    assert "3 sizes" in body(client, "/search/?q=boot")


def test_first_row_is_fetched_first_and_others_when_needed(client: Client, sell: Make) -> None:
    for number in range(8):
        sell(f"Cup {number}")
    page = body(client, "/search/")
    assert page.count('fetchpriority="high"') == 4
    assert page.count('loading="lazy"') == 4


def test_card_without_a_photo_says_so(client: Client, make: Make) -> None:
    make("Cup")
    assert "No photo yet" in body(client, "/search/")


def test_card_leads_to_more_and_less_like_it(client: Client, sell: Make) -> None:
    cup = sell("Cup")
    page = body(client, "/search/?q=cup&page=1")
    assert f'href="/search/?like={cup.pk}"' in page
    assert f'href="/search/?q=cup&amp;unlike={cup.pk}"' in page
    assert "unlike=" not in body(client, "/search/")


def test_six_products_to_be_unlike_push_the_first_one_out() -> None:
    url = SearchUrl((("q", "cup"),))
    for key in (1, 2, 3, 2, 4, 5, 6):
        url = url.unlike(key)
    assert str(url) == "/search/?q=cup&unlike=3&unlike=2&unlike=4&unlike=5&unlike=6"


def test_cards_show_titles_and_prices_of_any_kind(client: Client, sell: Make) -> None:
    sell("x" * 300)
    sell("כוס אדומה", currency="JPY", price=Decimal(12900))
    page = body(client, "/search/")
    assert "x" * 300 in page
    assert "כוס אדומה" in page
    assert "¥12,900" in page
    assert page.count('dir="auto"') >= 4


def test_only_results_of_a_search_are_reported(client: Client, sell: Make) -> None:
    sell("Cup")
    assert "data-shown" in body(client, "/search/?q=cup")
    assert "data-shown" not in body(client, "/search/")
