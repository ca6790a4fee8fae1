"""What the API answers about the words of a search."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from catalog.vocabulary.building import refresh_vocabulary
from tests.api.conftest import PostSearch, body, titles
from tests.shop import Make, category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mugs")]

PRODUCTS = "/api/v1/products/"


@pytest.fixture
def mugs(make: Make) -> None:
    """Mugs for 10 to 40 euros, red and blue in turn."""
    for number in range(4):
        colour = ("red", "blue")[number % 2]
        make(
            f"Model {number}",
            colour,
            category=category("Home/Mugs"),
            attributes={"color": colour},
            price=Decimal(10 * (number + 1)),
        )
    refresh_vocabulary()


def understood(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(part["kind"], part["label"]) for part in answer["understood"]]


def test_the_understood_parts_are_told_in_the_order_typed(post_search: PostSearch) -> None:
    answer = body(post_search(text="cheapest red mug under 35 without stripes in stock"))
    assert understood(answer) == [
        ("sort", "cheapest first"),
        ("property", "red"),
        ("kind", "Mugs"),
        ("price", "up to €35.00"),
        ("exclusion", "no stripes"),
        ("availability", "in stock"),
    ]


@pytest.mark.parametrize(
    "text", ["red mug under 35", "  red \n mug under 35 ", "🙂 red mug under 35", "re\u0301d mug"]
)
def test_positions_are_code_points_of_the_text_as_it_was_sent(
    post_search: PostSearch, text: str
) -> None:
    parts = body(post_search(text=text))["understood"]
    (kind,) = (part for part in parts if part["kind"] == "kind")
    assert text[kind["start"] : kind["end"]] == "mug"


def test_positions_count_leading_spaces_of_a_form_and_of_a_query_string(
    client: Client, post_form: PostSearch
) -> None:
    for response in (post_form(text="   mug"), client.get(PRODUCTS, {"text": "   mug"})):
        (part,) = body(response)["understood"]
        assert (part["start"], part["end"]) == (3, 6)


def test_searching_for_the_text_without_a_part_takes_it_away(post_search: PostSearch) -> None:
    answer = body(post_search(text="red mug under 25"))
    (price,) = (part for part in answer["understood"] if part["kind"] == "price")
    assert price["text_without"] == "red mug"
    again = body(post_search(text=price["text_without"]))
    assert understood(again) == [("property", "red"), ("kind", "Mugs")]


def test_the_text_without_its_only_part_is_empty(post_search: PostSearch) -> None:
    (part,) = body(post_search(text="mugs"))["understood"]
    assert part["text_without"] == ""


@pytest.mark.parametrize("text", ["", " ", " \n\t "])
def test_blank_text_lists_all_products(post_search: PostSearch, text: str) -> None:
    answer = body(post_search(text=text))
    assert answer["total"] == {"value": 4, "relation": "exact"}
    assert answer["results"][0]["match"] is None
    assert answer["understood"] == []


def test_a_misspelt_word_is_corrected_unless_the_client_refuses(post_search: PostSearch) -> None:
    answer = body(post_search(text="red mgus"))
    assert answer["corrected_text"] == "red mugs"
    assert ("kind", "Mugs") in understood(answer)
    plain = body(post_search(text="red mgus", interpret=False))
    assert (plain["corrected_text"], plain["understood"]) == ("", [])


def test_plain_words_set_no_price_in_a_list_of_products(client: Client) -> None:
    address = f"{PRODUCTS}?text=mug+under+25&sort=price_high"
    assert titles(client.get(address)) == ["Model 1", "Model 0"]
    plain = client.get(f"{address}&interpret=false")
    assert titles(plain)[0] == "Model 3"
    assert body(plain)["understood"] == []


def test_a_list_of_products_refuses_an_interpret_that_is_no_boolean(client: Client) -> None:
    assert client.get(PRODUCTS, {"text": "mug", "interpret": "maybe"}).status_code == 400


def test_further_pages_of_a_list_take_the_words_as_plainly_as_the_first(client: Client) -> None:
    first = client.get(f"{PRODUCTS}?text=mug+under+15&interpret=false&limit=2")
    second = client.get(body(first)["next"])
    assert len(titles(first) + titles(second)) == 4
    assert body(second)["understood"] == []


@pytest.mark.parametrize("interpret", [True, False])
def test_a_repeated_search_reads_its_words_as_the_first_time(
    client: Client, post_search: PostSearch, interpret: bool
) -> None:
    first = body(post_search(text="mug under 15", interpret=interpret))
    again = body(client.get(f"/api/v1/searches/{first['id']}/"))
    assert again["understood"] == first["understood"]
    assert bool(again["understood"]) is interpret
    assert again["results"] == first["results"]


@pytest.mark.parametrize(
    ("sort", "first", "told"),
    [
        (None, "Model 0", True),
        ("relevance", None, False),
        ("price_high", "Model 3", False),
    ],
)
def test_an_order_that_the_client_asks_for_overrides_that_of_the_words(
    post_search: PostSearch, sort: str | None, first: str | None, told: bool
) -> None:
    response = post_search(text="cheapest mug", **({"sort": sort} if sort else {}))
    assert ("sort" in dict(understood(body(response)))) is told
    assert first is None or titles(response)[0] == first


def test_a_repeated_search_keeps_an_order_asked_for_against_its_words(
    client: Client, post_search: PostSearch
) -> None:
    first = body(post_search(text="cheapest mug", sort="relevance"))
    again = body(client.get(f"/api/v1/searches/{first['id']}/"))
    assert understood(again) == [("kind", "Mugs")]


@pytest.mark.parametrize(
    ("filters", "found", "label"),
    [
        ({"price_max": "35"}, ["Model 0", "Model 1", "Model 2"], None),
        ({"price_min": "15"}, ["Model 1"], "up to €25.00"),
        ({"price_min": "26"}, ["Model 2", "Model 3"], None),
    ],
)
def test_price_filters_override_the_typed_bounds_that_they_set_or_contradict(
    post_search: PostSearch, filters: dict[str, str], found: list[str], label: str | None
) -> None:
    response = post_search(text="mug under 25", filters=filters)
    assert sorted(titles(response)) == found
    assert dict(understood(body(response))).get("price") == label


def test_a_typed_price_is_told_in_the_currency_that_it_is_compared_in(
    make: Make, post_search: PostSearch
) -> None:
    make("Raku", "red", price=Decimal(1500), currency="JPY", category=category("Home/Mugs"))
    response = post_search(text="mug under 2000", filters={"currency": "JPY"})
    assert titles(response) == ["Raku"]
    assert dict(understood(body(response)))["price"] == "up to ¥2,000"


def test_words_that_weigh_nothing_beside_a_photo_ask_only_for_a_price(
    make: Make, post_search: PostSearch
) -> None:
    product = make("Thing", "red")
    response = post_search(text="red mug under 25", similar_to=product.pk, image_weight=1)
    assert understood(body(response)) == [("price", "up to €25.00")]


def test_an_availability_filter_overrides_in_stock(make: Make, post_search: PostSearch) -> None:
    make("Gone", "red", availability="out_of_stock", category=category("Home/Mugs"))
    response = post_search(text="mug in stock", filters={"availability": ["out_of_stock"]})
    assert titles(response) == ["Gone"]
    assert "availability" not in dict(understood(body(response)))
