"""The results page shows what was understood of the words, and each part can be taken away."""

from decimal import Decimal

import pytest
from django.http import QueryDict
from django.test import Client

from catalog.models import EncoderVersion
from catalog.search.calibration import calibrate
from catalog.vocabulary.building import refresh_vocabulary
from catalog.web.cards import Card
from catalog.web.results_page import ResultsPage
from catalog.web.search_url import SearchUrl
from tests.shop import Make, category
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db

COLOURS = ("red", "blue")


@pytest.fixture(autouse=True)
def shop(sell: Make) -> None:
    """Twelve mugs for 10 to 120 euros and twelve lamps, red and blue in turn."""
    for number in range(12):
        colour = COLOURS[number % 2]
        look = {"attributes": {"color": colour}, "price": Decimal(10 * (number + 1))}
        sell(f"Mug {number} {colour}", colour, category=category("Home/Mugs"), **look)
        sell(f"Lamp {number} {colour}", colour, category=category("Home/Lamps"), **look)
    calibrate(EncoderVersion.objects.get())
    refresh_vocabulary()


def page_at(client: Client, address: str) -> ResultsPage:
    response = client.get(address)
    assert response.status_code == 200
    page: ResultsPage = response.context["page"]
    return page


def understood(page: ResultsPage) -> dict[str, str]:
    return {chip.label: str(chip.url) for chip in page.understood}


def titles(page: ResultsPage) -> list[str]:
    return [title(card) for card in (*page.cards, *page.similar_cards)]


def title(card: Card) -> str:
    """The title without its colour, by which the encoder of the tests knows the product."""
    return card.title.rpartition(" ")[0]


def test_each_understood_part_has_a_chip_that_searches_without_it(client: Client) -> None:
    page = page_at(client, "/search/?q=cheapest+red+mug+under+35&brand=x&page=2")
    assert understood(page) == {
        "cheapest first": "/search/?brand=x&q=red+mug+under+35",
        "red": "/search/?brand=x&q=cheapest+mug+under+35",
        "Mugs": "/search/?brand=x&q=cheapest+red+under+35",
        "up to €35.00": "/search/?brand=x&q=cheapest+red+mug",
    }


@pytest.mark.parametrize(
    ("kinds", "label"),
    [
        (["Table mugs", "Travel mugs"], "Mugs"),
        (["Floor torches", "Table torches"], "Floor torches or Table torches"),
        (["A torches", "B torches", "C torches", "D torches"], "torch"),
        (["A torches", "A torches/Small torches"], "A torches"),
    ],
)
def test_a_word_for_several_kinds_is_shown_as_all_of_them_or_as_typed(
    client: Client, sell: Make, kinds: list[str], label: str
) -> None:
    for kind in kinds:
        sell(f"Thing of {kind} red", category=category(f"Home/{kind}"))
    refresh_vocabulary()
    word = "mug" if label == "Mugs" else "torch"
    assert list(understood(page_at(client, f"/search/?q={word}"))) == [label]


def test_a_shade_that_may_be_several_of_the_shop_is_shown_as_typed(
    client: Client, sell: Make
) -> None:
    for shade in ("burgundy", "maroon"):
        sell(f"Rug {shade} red", attributes={"color": shade}, category=category("Home/Rugs"))
    refresh_vocabulary()
    assert list(understood(page_at(client, "/search/?q=crimson+rug"))) == ["crimson", "Rugs"]


def test_without_its_only_part_the_search_has_no_words(client: Client) -> None:
    assert understood(page_at(client, "/search/?q=mugs")) == {"Mugs": "/search/"}


def test_clearing_the_filters_keeps_what_was_understood(client: Client) -> None:
    page = page_at(client, "/search/?q=mug+under+35&attr.color=red")
    cleared = page_at(client, str(page.unfiltered))
    assert cleared.chips == ()
    assert understood(cleared) == understood(page_at(client, "/search/?q=mug+under+35"))


def test_a_search_for_the_words_as_typed_keeps_that_when_filters_are_cleared(
    client: Client,
) -> None:
    page = page_at(client, "/search/?q=mug+under+35&plain=1&attr.color=red")
    assert str(page.unfiltered) == "/search/?q=mug+under+35&plain=1"


def test_a_corrected_word_is_told_with_a_link_to_the_words_as_typed(client: Client) -> None:
    response = client.get("/search/?q=red+mgus")
    page = response.context["page"]
    assert (page.correction.text, page.correction.typed) == ("red mugs", "red mgus")
    assert "Showing results for <strong>red mugs</strong>" in response.content.decode()
    assert "Search instead for “red mgus”" in response.content.decode()
    typed = client.get(str(page.correction.typed_url))
    plain = typed.context["page"]
    assert (plain.correction, plain.understood) == (None, ())
    assert "Searching for the words exactly as typed." in typed.content.decode()
    assert str(plain.understand) == "/search/?q=red+mgus"


def test_the_form_takes_the_same_words_plainly_but_understands_others(client: Client) -> None:
    page = page_at(client, "/search/?q=mgus&plain=1")
    assert ("plain", "mgus") in page.hidden_fields
    sorted_url = SearchUrl.parse(QueryDict("q=mgus&plain=mgus&sort=price_low"))
    assert str(sorted_url) == "/search/?q=mgus&plain=1&sort=price_low"
    other_words = SearchUrl.parse(QueryDict("q=mugs&plain=mgus"))
    assert str(other_words) == "/search/?q=mugs"


def test_adding_a_photo_takes_the_same_words_plainly(client: Client) -> None:
    page = page_at(client, "/search/?q=mgus&plain=1&photo=")
    fields = dict(page.hidden_fields)
    assert search_address(client, q="mgus", **fields) == "/search/?q=mgus&plain=1"
    assert search_address(client, q="mugs", **fields) == "/search/?q=mugs"


def test_markup_in_words_is_escaped_where_they_are_shown_as_understood(client: Client) -> None:
    for highest in (9, 900):  # without and with products
        words = f"mgus <b>x</b> without <i>y</i> under {highest}"
        body = client.get("/search/", {"q": words}).content.decode()
        assert "&lt;i&gt;y" in body
        assert "<b>" not in body
        assert "<i>" not in body


def test_the_order_of_the_words_is_selected_until_another_is_chosen(client: Client) -> None:
    page = page_at(client, "/search/?q=cheapest+mug")
    assert [(c.value, c.selected) for c in page.sorts] == [
        ("relevance", False),
        ("", True),
        ("price_high", False),
        ("newest", False),
    ]
    assert titles(page)[0] == "Mug 0"
    chosen = page_at(client, "/search/?q=cheapest+mug&sort=price_high")
    assert [c.label for c in chosen.sorts if c.selected] == ["Price, high to low"]
    assert titles(chosen)[0] == "Mug 11"
    assert "cheapest first" not in understood(chosen)


def test_best_match_can_be_chosen_against_the_order_of_the_words(client: Client) -> None:
    page = page_at(client, "/search/?q=cheapest+mug&sort=relevance")
    assert [c.label for c in page.sorts if c.selected] == ["Best match"]
    assert "cheapest first" not in understood(page)


def test_a_chosen_price_overrides_the_typed_bound_that_it_sets(client: Client) -> None:
    page = page_at(client, "/search/?q=mug+10+to+35+euros&price_max=25&sort=price_low")
    assert titles(page)[:2] == ["Mug 0", "Mug 1"]
    assert "Mug 2" not in titles(page)
    assert [chip.label for chip in page.chips] == ["up to €25.00"]
    assert "from €10.00" in understood(page)


def test_pages_keep_the_words_and_so_what_was_understood(client: Client, sell: Make) -> None:
    for number in range(20):
        sell(f"More {number} red", "red", category=category("Home/Mugs"), price=Decimal(10))
    first = page_at(client, "/search/?q=cheapest+mug+under+115")
    assert str(first.paging.next) == "/search/?q=cheapest+mug+under+115&page=2"
    second = page_at(client, str(first.paging.next))
    assert [chip.label for chip in second.understood] == [chip.label for chip in first.understood]
    assert len({*titles(first), *titles(second)}) == len(titles(first)) + len(titles(second))
    assert "Mug 11" not in titles(second)


def test_others_follow_the_matches_under_a_heading(client: Client) -> None:
    response = client.get("/search/?q=red+mug")
    page = response.context["page"]
    assert {title(card) for card in page.cards} == {f"Mug {number}" for number in range(0, 12, 2)}
    assert page.similar_cards
    matches, similar = response.content.decode().split("Also similar</h2>")
    assert "Mug 10 red<" in matches
    assert "Mug 11 blue<" in similar


def test_a_page_of_others_alone_begins_with_that_heading(client: Client, sell: Make) -> None:
    for number in range(20):
        sell(f"Vase {number} green", "green", category=category("Home/Vases"))
    page = page_at(client, "/search/?q=red+mug&page=2")
    assert page.cards == ()
    assert page.similar_cards
    assert page.comment == ""


def test_a_page_says_calmly_that_nothing_has_all_that_was_asked_for(client: Client) -> None:
    page = page_at(client, "/search/?q=red+mug&attr.color=blue")
    assert page.comment == "No product has all of that. These come nearest."
    assert page.total == "Nearest products"
    assert titles(page)[0].startswith("Mug")


def test_where_nothing_matches_sorting_keeps_the_kind_first(client: Client) -> None:
    page = page_at(client, "/search/?q=cheapest+red+mug&attr.color=blue")
    assert page.total == "Nearest products"
    assert titles(page)[:7] == [*(f"Mug {number}" for number in range(1, 12, 2)), "Lamp 1"]


def test_right_products_stand_under_no_comment(client: Client) -> None:
    for words in ("mug", "cheapest+mug", "mug+under+35", "mug+without+stripes", "red+mug"):
        page = page_at(client, f"/search/?q={words}")
        assert page.comment == ""
        assert page.cards[0].title.startswith("Mug")


def test_an_empty_page_names_what_to_take_away(client: Client) -> None:
    response = client.get("/search/?q=mug+under+2+without+stripes")
    page = response.context["page"]
    assert page.total == "0 products"
    assert {chip.label: str(chip.url) for chip in page.leaving_out} == {
        "up to €2.00": "/search/?q=mug+without+stripes",
        "no stripes": "/search/?q=mug+under+2",
    }
    assert "There are some without:" in response.content.decode()
    assert titles(page_at(client, str(page.leaving_out[0].url)))[0].startswith("Mug")


def test_an_empty_page_of_words_and_filters_offers_to_search_without_the_filter(
    client: Client,
) -> None:
    response = client.get("/search/?q=mug+under+35&merchant=nobody")
    assert [chip.label for chip in response.context["page"].leaving_out] == ["up to €35.00"]
    assert "<s>nobody</s>" in response.content.decode()


def test_a_page_after_the_last_leads_back_with_all_filters(client: Client) -> None:
    response = client.get("/search/?q=mug+under+35&attr.color=red&page=9")
    assert "The list ends before this page" in response.content.decode()
    assert str(response.context["page"].paging.first) == "/search/?q=mug+under+35&attr.color=red"
