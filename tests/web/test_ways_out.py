"""An empty result names what to drop, with the number of products that there are then."""

from decimal import Decimal

import pytest
from django.test import Client

from catalog.models import Product
from catalog.search import engine
from catalog.web import ways_out as module
from catalog.web.results_page import ResultsPage
from catalog.web.ways_out import MAX_TRIED, WayOut
from tests.shop import Make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(sell: Make) -> None:
    for number in range(3):
        sell(f"Cup {number}", brand="Norda", price=Decimal(10), attributes={"color": "red"})
    sell("Pot", brand="Koru", price=Decimal(90), attributes={"color": "blue"})


def found(client: Client, query_string: str) -> list[tuple[str, str]]:
    return [(way.label, way.count) for way in ways(client, query_string)]


def ways(client: Client, query_string: str) -> tuple[WayOut, ...]:
    page: ResultsPage = client.get(f"/search/?{query_string}").context["page"]
    return page.ways_out


def test_each_filter_is_named_with_what_it_would_free_best_first(client: Client) -> None:
    assert found(client, "brand=Norda&price_min=50") == [
        ("from €50.00", "3 products"),
        ("Norda", "1 product"),
    ]


def test_a_way_out_leads_to_as_many_products_as_it_says(client: Client) -> None:
    for way in ways(client, "brand=Norda&price_min=50"):
        page: ResultsPage = client.get(str(way.url)).context["page"]
        assert way.count == f"{len(page.cards)} product{'s' * (len(page.cards) != 1)}"


def test_both_price_bounds_are_dropped_together(client: Client) -> None:
    assert found(client, "price_min=20&price_max=30") == [
        ("from €20.00, up to €30.00", "4 products")
    ]


def test_all_values_of_a_facet_are_dropped_together(client: Client) -> None:
    query = "attr.color=green&attr.color=pink&brand=Norda"
    assert found(client, query) == [("green, pink", "3 products")]


def test_what_the_words_leave_out_is_a_way_out(client: Client) -> None:
    labels = found(client, "q=cup+over+50&brand=Norda")
    assert ("from €50.00", "3 products") in labels


def test_a_filter_that_frees_nothing_is_not_named(client: Client) -> None:
    assert found(client, "brand=Gone&attr.color=gone") == []


def test_a_search_with_results_looks_for_no_way_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "search_products", None)
    assert ways(client, "brand=Norda") == ()


def test_no_more_than_a_few_filters_are_tried(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def search(query: object) -> object:
        tried.append(query)
        return original(query)  # type: ignore[arg-type]

    original = engine.search_products
    monkeypatch.setattr(module, "search_products", search)
    ways(client, "brand=Gone&" + "&".join(f"attr.a{number}=x" for number in range(9)))
    # And the search without any filter.
    assert len(tried) == MAX_TRIED + 1


def test_the_way_without_any_filter_is_named_once_with_its_count(client: Client) -> None:
    response = client.get("/search/?brand=Norda&price_min=50")
    widest = response.context["page"].widest_way_out
    assert (widest.label, widest.count) == ("Clear all filters", "4 products")
    hits = response.content.decode().partition('id="hits"')[2]
    assert hits.count("Clear all") == 1
    assert hits.count("from €50.00") == 1


def test_words_that_nothing_has_lead_to_all_products_with_their_count(client: Client) -> None:
    Product.objects.update(availability="out_of_stock")
    page: ResultsPage = client.get("/search/?q=cup+over+500+in+stock").context["page"]
    assert page.ways_out == ()
    assert page.widest_way_out is not None
    assert page.widest_way_out.label == "Look through all products"
    assert page.widest_way_out.count == "4 products"
