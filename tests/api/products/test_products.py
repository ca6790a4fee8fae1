"""Products over REST."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Category, Merchant, Photo
from tests.api.conftest import body, refused, titles
from tests.shop import Make

pytestmark = pytest.mark.django_db
PRODUCTS = "/api/v1/products/"


def test_a_product_is_shown_with_all_its_photos(client: Client, make: Make) -> None:
    mugs = Category.objects.create(name="Mugs", path="home/mugs")
    product = make("Blue mug", "blue", category=mugs, attributes={"color": "blue"}, tags=["new"])
    Photo.objects.create(product=product, state="pending", source_url="https://shop.example/2.jpg")
    answer = body(client.get(f"{PRODUCTS}{product.pk}/"))
    assert answer["title"] == "Blue mug"
    assert (answer["price"], answer["sale_price"], answer["currency"]) == ("10.00", None, "EUR")
    assert answer["category"] == {"path": "home/mugs", "name": "Mugs"}
    assert answer["attributes"] == {"color": "blue"}
    assert [photo["alt"] for photo in answer["photos"]] == ["Blue mug"]


def test_a_product_lists_its_variants_on_sale(client: Client, make: Make) -> None:
    blue, red = (make("Mug", colour, group_id="mug", attributes={"color": colour}) for colour in
                 ("blue", "red"))  # fmt: skip
    make("Mug", "grey", group_id="mug", active=False)
    variants = body(client.get(f"{PRODUCTS}{blue.pk}/"))["variants"]
    assert [(variant["id"], variant["attributes"]) for variant in variants] == [
        (blue.pk, {"color": "blue"}),
        (red.pk, {"color": "red"}),
    ]


def test_a_photo_url_is_absolute(client: Client, make: Make) -> None:
    product = make("Blue mug", "blue")
    (photo,) = body(client.get(f"{PRODUCTS}{product.pk}/"))["photos"]
    assert photo["url"] == f"http://testserver{product.photos.get().file.url}"


@pytest.mark.parametrize("path", ["", "similar/"])
def test_a_product_not_on_sale_is_404(client: Client, make: Make, path: str) -> None:
    hidden = make("Hidden", "blue", active=False)
    closed = Merchant.objects.create(name="Closed", slug="closed", active=False)
    of_closed = make("Of a closed merchant", "blue", merchant=closed)
    for product in (hidden, of_closed):
        problem = refused(client.get(f"{PRODUCTS}{product.pk}/{path}"), 404)
        assert problem["detail"] == "No such product is on sale."
    assert titles(client.get(PRODUCTS)) == []


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "9" * 5_000, "-1", "abc"])
@pytest.mark.parametrize("path", ["", "similar/"])
def test_an_unknown_product_is_404(client: Client, number: str, path: str) -> None:
    refused(client.get(f"{PRODUCTS}{number}/{path}"), 404)


def test_similar_products_leave_out_the_product_itself(client: Client, make: Make) -> None:
    product = make("Blue one", "blue")
    make("Red one", "red")
    make("Blue other", "blue")
    similar = titles(client.get(f"{PRODUCTS}{product.pk}/similar/"))
    assert similar == ["Blue other", "Red one"]


@pytest.fixture
def varied(make: Make) -> None:
    other = Merchant.objects.create(name="Bo's", slug="bos")
    make("Cheap cup", "red", price=5, brand="Ito", attributes={"color": "red", "size": "S"})
    make("Dear cup", "red", price=90, brand="Zwerg", attributes={"color": "blue", "size": "S"})
    make("Sold-out pot", "red", price=50, availability="out_of_stock", merchant=other)


@pytest.mark.usefixtures("varied")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Cheap cup", "Dear cup", "Sold-out pot"}),
        ("price_max=10", {"Cheap cup"}),
        ("price_min=50&price_max=60", {"Sold-out pot"}),
        ("brand=Ito&brand=Zwerg", {"Cheap cup", "Dear cup"}),
        ("brand=ITO", {"Cheap cup"}),
        ("merchant=bos", {"Sold-out pot"}),
        ("attributes[color]=blue", {"Dear cup"}),
        ("attributes[color]=blue&attributes[color]=red", {"Cheap cup", "Dear cup"}),
        ("attributes[size]=S&attributes[color]=red", {"Cheap cup"}),
    ],
)
def test_the_list_of_products_is_filtered(client: Client, query: str, expected: set[str]) -> None:
    assert set(titles(client.get(f"{PRODUCTS}?{query}"))) == expected


@pytest.mark.usefixtures("varied")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("price_max=60", {"Cheap cup", "Sold-out pot"}),
        ("price_max=60&currency=JPY", set()),
        ("price_max=6000&currency=JPY", {"Raku cup"}),
    ],
)
def test_prices_are_compared_in_one_currency(
    client: Client, make: Make, query: str, expected: set[str]
) -> None:
    make("Raku cup", "red", price=5500, currency="JPY")
    answer = client.get(f"{PRODUCTS}?{query}")
    assert set(titles(answer)) == expected
    assert any("Prices are compared in" in notice for notice in body(answer)["notices"])


@pytest.mark.usefixtures("varied")
def test_text_ranks_matching_products_first(client: Client) -> None:
    assert titles(client.get(PRODUCTS, {"text": "pot"}))[0] == "Sold-out pot"


@pytest.mark.usefixtures("varied")
def test_the_list_of_products_is_sorted(client: Client) -> None:
    products = titles(client.get(PRODUCTS, {"sort": "price_high"}))
    assert products == ["Dear cup", "Sold-out pot", "Cheap cup"]


@pytest.mark.usefixtures("varied")
def test_the_next_page_keeps_the_filters(client: Client) -> None:
    first = client.get(f"{PRODUCTS}?attributes[size]=S&sort=price_low&limit=1")
    second = client.get(body(first)["next"])
    assert (titles(first), titles(second)) == (["Cheap cup"], ["Dear cup"])
    assert body(second)["next"] is None


def test_a_longer_page_of_products_takes_no_more_queries(client: Client, make: Make) -> None:
    for number in range(12):
        make(f"Cup {number}", "red", category=Category.objects.create(name="x", path=f"c/{number}"))
    queries_of_a_page(client, limit=1)  # loads the vocabulary
    assert queries_of_a_page(client, limit=12) == queries_of_a_page(client, limit=1)


def queries_of_a_page(client: Client, *, limit: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert len(titles(client.get(PRODUCTS, {"limit": limit}))) == limit
    return len(queries)


@pytest.mark.parametrize(
    ("days", "current"), [((1, 2), "30.00"), ((-1, 1), "20.00"), ((-2, -1), "30.00")]
)
def test_the_current_price_is_the_sale_price_while_the_sale_is_on(
    client: Client, make: Make, days: tuple[int, int], current: str
) -> None:
    starts, ends = (timezone.now() + timedelta(days=n) for n in days)
    window = {"sale_starts": starts, "sale_ends": ends}
    product = make("Red pot", "red", price=30, sale_price=20, group_id="pots", **window)
    make("Blue pot", "blue", price=30, group_id="pots", attributes={"color": "blue"})
    answer = body(client.get(f"{PRODUCTS}{product.pk}/"))
    listed = body(client.get(PRODUCTS))["results"][-1]["product"]
    assert answer["current_price"] == listed["current_price"] == current
    assert answer["variants"][0]["current_price"] == current
    assert answer["sale_price"] == "20.00"
    assert datetime.fromisoformat(answer["sale_starts"]) == starts
    assert datetime.fromisoformat(answer["sale_ends"]) == ends
