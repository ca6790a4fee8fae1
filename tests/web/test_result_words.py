"""What the results page says in words: how many, in which order, and what was searched for."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import EncoderVersion
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from catalog.search.results import SearchPage
from catalog.web.results_page import ResultsPage
from tests.shop import Make, category, jpeg, upload
from tests.web.conftest import search_address
from tests.web.test_results import narrow_background

pytestmark = pytest.mark.django_db


@pytest.fixture
def pots(sell: Make) -> None:
    for number in range(4):
        sell(f"Pot {number}", price=Decimal(20 * number + 10), category=category("Kitchen"))


def results(client: Client, address: str) -> ResultsPage:
    page: ResultsPage = client.get(address).context["page"]
    return page


def test_what_matches_and_what_is_similar_are_counted_apart_at_the_top_and_at_the_end(
    client: Client, sell: Make
) -> None:
    for number in range(34):
        colour = ("blue", "green")[number % 2] if number % 8 else "red"
        sell(f"{colour} thing {number}", colour)
    narrow_background(EncoderVersion.objects.get())
    address = search_address(client, upload=upload(jpeg("red")))
    page = results(client, address)
    assert page.total == "5 matches, then 29 similar"
    assert page.paging.status == "Showing all 5 matches and 19 of 29 similar"
    assert results(client, f"{address}&page=2").paging.status == "Showing 10 of 29 similar products"


def test_a_count_that_may_be_higher_says_so(
    client: Client, sell: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def more_than_ranked(query: SearchQuery) -> SearchPage:
        return replace(search_products(query), total_is_lower_bound=True)

    sell("Pot")
    sell("Cup")
    monkeypatch.setattr("catalog.web.results_page.search_products", more_than_ranked)
    page = results(client, "/search/")
    assert (page.total, page.show) == ("At least 2 products", "Show 2+ products")


def test_the_title_names_the_words_and_the_filters(client: Client, pots: None) -> None:
    response = client.get("/search/?q=pot&category=kitchen&price_max=50")
    body = response.content.decode()
    assert "<title>pot · Kitchen · up to €50.00 · " in body
    assert '<h1 class="unseen">pot · Kitchen · up to €50.00</h1>' in body


def test_filters_alone_are_the_title(client: Client, pots: None) -> None:
    assert results(client, "/search/?category=kitchen").summary.title == "Kitchen"
    assert results(client, "/search/").summary.title == "All products"


def test_a_price_in_words_moves_the_thumbs_and_shows_in_the_fields(
    client: Client, pots: None
) -> None:
    page = results(client, "/search/?q=pot+under+40")
    assert page.prices is not None
    assert page.prices.high < page.prices.steps
    assert page.typed_prices == ("", "40")
    body = client.get("/search/?q=pot+under+40").content.decode()
    assert 'value="" placeholder="40"' in body


def test_a_price_in_a_field_counts_more_than_that_of_the_words(client: Client, pots: None) -> None:
    page = results(client, "/search/?q=pot+under+40&price_max=60")
    assert (page.price_max, page.typed_prices) == ("60", ("", ""))


def test_words_taken_as_typed_set_no_price(client: Client, pots: None) -> None:
    page = results(client, "/search/?q=pot+under+40&plain=1")
    assert page.prices is None or page.prices.high == page.prices.steps


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_another_order_is_announced(page: Page, live_server: LiveServer, pots: None) -> None:
    page.goto(f"{live_server.url}/search/")
    order = page.locator("#order-status[role=status]")
    expect(order).to_have_text("Sorted by: Best match")
    page.locator("#sort").select_option("price_low")
    expect(order).to_have_text("Sorted by: Price, low to high")
