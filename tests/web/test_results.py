"""The results page with the real search engine."""

import io
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from catalog.models import Category, EncoderVersion
from catalog.search.calibration import calibrate
from tests.shop import Make, half_and_half, jpeg, upload
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db


def titles(client: Client, address: str) -> list[str]:
    return [card.title for card in client.get(address).context["page"].cards]


def test_filters_in_the_address_filter_the_results(
    client: Client, sell: Make, clothing: Category
) -> None:
    sell("Blue shirt", "blue", category=clothing, attributes={"color": "blue"}, brand="Norda")
    sell("Red shirt", "red", category=clothing, attributes={"color": "red"}, brand="Koru")
    sell("Blue cup", "blue", attributes={"color": "blue"}, price=Decimal(5))
    assert titles(client, "/search/?category=clothing&attr.color=blue") == ["Blue shirt"]
    assert titles(client, "/search/?brand=Koru") == ["Red shirt"]
    assert titles(client, "/search/?price_max=6") == ["Blue cup"]


def test_prices_are_compared_in_the_currency_in_the_address(client: Client, sell: Make) -> None:
    sell("Oak bowl", price=Decimal(12))
    sell("Elm bowl", price=Decimal(90))
    sell("Raku bowl", price=Decimal(1500), currency="JPY")
    assert titles(client, "/search/?price_max=2000") == ["Elm bowl", "Oak bowl"]
    assert titles(client, "/search/?price_max=2000&currency=jpy") == ["Raku bowl"]


def test_a_shop_with_several_currencies_offers_them_beside_the_prices(
    client: Client, sell: Make
) -> None:
    sell("Oak bowl", price=Decimal(12))
    sell("Elm bowl", price=Decimal(90))
    assert '<select id="currency"' not in client.get("/search/?price_max=20").content.decode()
    sell("Raku bowl", price=Decimal(1500), currency="JPY")
    response = client.get("/search/?price_max=2000&currency=JPY")
    page = response.context["page"]
    assert [(choice.value, choice.selected) for choice in page.currencies] == [
        ("EUR", False),
        ("JPY", True),
    ]
    assert [chip.label for chip in page.chips] == ["up to ¥2,000", "prices in JPY"]
    assert "currency" not in dict(page.hidden_fields)
    assert '<select id="currency"' in response.content.decode()
    assert dict(client.get("/search/?currency=JPY").context["page"].hidden_fields) == {
        "currency": "JPY"
    }


def test_a_facet_link_leads_to_the_products_it_counts(client: Client, sell: Make) -> None:
    sell("Blue cup", "blue", attributes={"color": "blue"})
    sell("Red cup", "red", attributes={"color": "red"})
    facets = {f.label: f for f in client.get("/search/?q=cup").context["page"].facets.open}
    (blue,) = [link for link in facets["Color"].first if link.label == "blue"]
    assert blue.count == "1"
    assert titles(client, str(blue.url)) == ["Blue cup"]


def test_a_brand_is_one_link_and_one_chip_however_it_is_spelled(client: Client, sell: Make) -> None:
    for number, brand in enumerate(("Acmex", "Acmex", "ACMEX", "Acmex®", "Best")):
        sell(f"Cup {number}", brand=brand)
    page = client.get("/search/?brand=ACMEX&brand=acmex&page=1").context["page"]
    assert page.total == "4 products"
    (facet,) = [facet for facet in page.facets.open if facet.label == "Brand"]
    assert [(link.label, link.count, link.selected) for link in facet.first] == [
        ("Acmex", "4", True),
        ("Best", "1", False),
    ]
    assert [(chip.label, str(chip.url)) for chip in page.chips] == [("Acmex", "/search/")]
    assert str(facet.first[0].url) == "/search/"


def test_less_diverse_facets_are_folded_under_more_filters(client: Client, sell: Make) -> None:
    for number in range(4):
        even = {f"even_{letter}": str(number % 2) for letter in "abcdef"}
        sell(f"Cup {number}", attributes={**even, "rare": str(number)} if number < 2 else even)
    page = client.get("/search/").content.decode()
    shown, folded = page.split("More filters</summary>")
    assert "Even f</h3>" in shown
    assert "Rare</h3>" not in shown
    assert "Rare</h3>" in folded
    chosen = client.get("/search/?attr.rare=1").content.decode()
    assert "Rare</h3>" in chosen.split("More filters</summary>")[0]


def test_the_pages_of_a_list_show_every_product_once(client: Client, sell: Make) -> None:
    made = {sell(f"Cup {number}").title for number in range(30)}
    first = client.get("/search/?sort=newest").context["page"]
    assert first.paging.previous is None
    second = client.get(str(first.paging.next)).context["page"]
    assert second.paging.next is None
    assert str(second.paging.previous) == "/search/?sort=newest"
    shown = [card.title for card in (*first.cards, *second.cards)]
    assert len(shown) == 30
    assert set(shown) == made


def test_a_page_after_the_last_says_that_the_list_has_ended(client: Client, sell: Make) -> None:
    sell("Cup")
    response = client.get("/search/?page=9")
    assert response.status_code == 200
    assert "The list ends before this page" in response.content.decode()


def test_filters_that_match_no_product_can_be_cleared(client: Client, sell: Make) -> None:
    sell("Cup")
    response = client.get("/search/?brand=Nobody&q=cup")
    assert "There are some without" in response.content.decode()
    assert titles(client, str(response.context["page"].unfiltered)) == ["Cup"]


def test_markup_in_a_product_is_escaped(client: Client, sell: Make) -> None:
    sell("<script>alert(1)</script>", brand="<b>", description="<img src=x onerror=alert(1)>")
    for address in ("/", "/search/?q=<script>alert(2)</script>", "/products/1/"):
        assert "<script>alert" not in client.get(address).content.decode()


def test_htmx_gets_only_the_results(client: Client, sell: Make) -> None:
    sell("Cup")
    response = client.get("/search/?q=cup&brand=", headers={"HX-Request": "true"})
    body = response.content.decode()
    assert "Cup" in body
    assert "<html" not in body
    assert response.headers["HX-Push-Url"] == "/search/?q=cup"
    assert "HX-Request" in response.headers["Vary"]


def test_a_full_results_page_takes_no_more_queries(
    client: Client, sell: Make, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sell("Cup")
    client.get("/search/?q=cup")
    with CaptureQueriesContext(connection) as short:
        client.get("/search/?q=cup")
    for number in range(20):
        sell(f"Cup {number}")
    with django_assert_num_queries(len(short)):
        client.get("/search/?q=cup")


def test_a_part_of_the_photo_can_be_searched_with(client: Client, sell: Make) -> None:
    sell("Cup", "blue")
    sell("Pot", "red")
    address = search_address(client, upload=upload(half_and_half("red", "blue")))
    assert titles(client, f"{address}&crop=0,0,0.4,1")[0] == "Pot"
    assert titles(client, f"{address}&crop=0.6,0,1,1")[0] == "Cup"


def narrow_background(version: EncoderVersion) -> None:
    """Narrow the background, which plain colours widen: equal colours must score far above it."""
    calibrate(version)
    sample = np.load(io.BytesIO(bytes(version.calibration)))
    file = io.BytesIO()
    np.save(file, sample / 2)
    version.calibration = file.getvalue()
    version.save()


def test_the_total_says_how_many_match_and_that_others_follow(client: Client, sell: Make) -> None:
    for number in range(34):
        colour = ("blue", "green")[number % 2] if number % 8 else "red"
        sell(f"{colour} thing {number}", colour)
    narrow_background(EncoderVersion.objects.get())
    page = client.get(search_address(client, upload=upload(jpeg("red")))).context["page"]
    assert page.total == "5 matches, then 29 similar"
    assert client.get("/search/").context["page"].total == "34 products"


def test_the_total_counts_no_match_if_no_product_is_close(client: Client, sell: Make) -> None:
    for number in range(24):
        sell(f"Thing {number}", ("blue", "green")[number % 2])
    calibrate(EncoderVersion.objects.get())
    page = client.get(search_address(client, upload=upload(jpeg("grey")))).context["page"]
    assert page.total == "Nearest products"
    assert page.comment == "No product is a close match. These are the nearest products."
