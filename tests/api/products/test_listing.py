"""The whole catalog by cursor: every product once, whatever changes meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import EncoderVersion, Merchant, Product
from catalog.search.list_cursor import SALT
from tests.api.conftest import body, refused, titles
from tests.shop import Make, add_photo

pytestmark = pytest.mark.django_db
PRODUCTS = "/api/v1/products/"


@pytest.fixture
def stock(merchant: Merchant, version: EncoderVersion) -> None:
    """Thirty products, every third of which is a cup."""
    Product.objects.bulk_create(
        Product(
            merchant=merchant,
            external_id=f"P-{number}",
            title=f"{'Pot' if number % 3 else 'Cup'} {number}",
            brand="" if number % 3 else "Ito",
            price=Decimal(number),
        )
        for number in range(1, 31)
    )


def pages(client: Client, **parameters: str | int) -> Iterator[dict[str, Any]]:
    """Every page of a list, each asked for by the cursor of the one before."""
    cursor: str | None = "*"
    while cursor:
        response = client.get(PRODUCTS, parameters | {"cursor": cursor})
        assert response.status_code == 200, response.content
        page = body(response)
        yield page
        cursor = page["next_cursor"]


def listed(client: Client, **parameters: str | int) -> list[str]:
    return [
        hit["product"]["title"] for page in pages(client, **parameters) for hit in page["results"]
    ]


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize("limit", [1, 7, 10, 30, 100])
def test_a_list_by_cursor_has_every_product_once(client: Client, limit: int) -> None:
    names = listed(client, limit=limit)
    assert names == [f"{'Pot' if n % 3 else 'Cup'} {n}" for n in range(1, 31)]


@pytest.mark.usefixtures("stock")
def test_the_next_page_of_a_list_is_an_address_too(client: Client) -> None:
    first = client.get(PRODUCTS, {"cursor": "*", "brand": "Ito", "limit": "6"})
    second = client.get(body(first)["next"])
    assert titles(first) + titles(second) == [f"Cup {n}" for n in range(3, 31, 3)]
    assert (body(second)["next"], body(second)["next_cursor"]) == (None, None)


@pytest.mark.usefixtures("stock")
def test_a_list_tells_its_length_as_it_began(client: Client) -> None:
    first, second, *_ = pages(client, limit=12)
    assert first["total"] == second["total"] == {"value": 30, "relation": "exact"}
    assert first["reachable"] == second["reachable"] == 30


@pytest.mark.usefixtures("stock")
def test_a_list_has_neither_facets_nor_scores(client: Client) -> None:
    page = next(pages(client, limit=1))
    assert (page["facets"], page["understood"], page["notices"]) == ([], [], [])
    (hit,) = page["results"]
    assert (hit["score"], hit["match"], hit["pinned"]) == (0.0, None, False)


@pytest.mark.usefixtures("stock")
def test_products_that_stay_are_listed_once_while_others_come_and_go(
    client: Client, merchant: Merchant
) -> None:
    names: list[str] = []
    for number, page in enumerate(pages(client, limit=5)):
        names += [hit["product"]["title"] for hit in page["results"]]
        stayed = set(Product.objects.values_list("title", flat=True))
        # One that was listed goes, one that was not goes, and a new one comes.
        Product.objects.filter(title__in=[names[0], f"Pot {26 + number}"]).delete()
        fields = {"external_id": f"N-{number}", "title": f"New {number}", "price": 1}
        Product.objects.create(merchant=merchant, **fields)
        Product.objects.filter(title="Pot 14").update(price=number)
    assert len(names) == len(set(names))
    assert stayed <= set(names)
    assert "New 4" in names
    assert "Pot 28" not in names


@pytest.mark.usefixtures("stock")
def test_a_list_passes_the_filters(client: Client, make: Make) -> None:
    other = Merchant.objects.create(name="Bo's", slug="bos")
    make("Raku cup", currency="JPY", price=5, merchant=other, attributes={"color": "red"})
    make("Hidden", active=False)
    assert listed(client, merchant="bos") == ["Raku cup"]
    assert listed(client, price_max=5) == ["Pot 1", "Pot 2", "Cup 3", "Pot 4", "Pot 5"]
    assert listed(client, price_max=5, currency="JPY") == ["Raku cup"]
    assert listed(client, **{"attributes[color]": "red"}) == ["Raku cup"]
    assert listed(client, brand="ito", price_min=27) == ["Cup 27", "Cup 30"]


@pytest.mark.usefixtures("stock")
def test_an_app_asks_for_what_has_changed_since(client: Client) -> None:
    Product.objects.update(updated_at=timezone.now() - timedelta(days=2))
    pot = Product.objects.get(title="Pot 4")
    pot.price = Decimal(99)
    pot.save()
    since = (timezone.now() - timedelta(days=1)).isoformat()
    (page,) = pages(client, updated_since=since)
    (hit,) = page["results"]
    assert hit["product"]["title"] == "Pot 4"
    assert hit["product"]["updated_at"] == pot.updated_at.isoformat().replace("+00:00", "Z")


@pytest.mark.usefixtures("stock")
def test_a_list_in_details_needs_no_further_request_for_each_product(
    client: Client, make: Make
) -> None:
    pot = make("Blue pot", "blue", attributes={"color": "blue"}, description="Round.", tags=["new"])
    add_photo(pot, "red", position=1)
    whole = body(client.get(f"{PRODUCTS}{pot.pk}/"))
    del whole["variants"]
    hits = [hit for page in pages(client, details="true") for hit in page["results"]]
    assert hits[-1]["product"] == whole
    assert hits[-1]["photo"] == whole["photos"][0]
    short = [hit for page in pages(client) for hit in page["results"]]
    assert "description" not in short[-1]["product"]


@pytest.mark.usefixtures("stock")
def test_a_browsed_page_has_details_too(client: Client) -> None:
    (hit, *_) = body(client.get(PRODUCTS, {"details": "true", "limit": "1"}))["results"]
    assert hit["product"]["description"] == ""


HOSTILE = ["", "x", "**", "1", "eyJhIjoxfQ:x", "é", "\x00", "a" * 5_000, "-1:abc", "null"]


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize("cursor", HOSTILE)
def test_a_cursor_that_the_shop_has_not_given_is_refused(client: Client, cursor: str) -> None:
    problem = refused(client.get(PRODUCTS, {"cursor": cursor}), 400)
    assert problem["errors"]["cursor"]


@pytest.mark.usefixtures("stock")
def test_a_changed_cursor_is_refused_and_the_fix_is_named(client: Client) -> None:
    cursor = next(pages(client, limit=1))["next_cursor"]
    problem = refused(client.get(PRODUCTS, {"cursor": f"x{cursor}"}), 400)
    assert 'begin with "*"' in problem["errors"]["cursor"][0]


@pytest.mark.parametrize("content", [1, [], {}, [1, 2], ["1", 2, "x"], [2**70, 1, "x"], None])
def test_only_a_cursor_can_be_signed_as_one(client: Client, content: object) -> None:
    signed = signing.Signer(salt=SALT).sign_object(content)
    refused(client.get(PRODUCTS, {"cursor": signed}), 400)


@pytest.mark.usefixtures("stock")
def test_a_cursor_belongs_to_its_filters(client: Client) -> None:
    cursor = next(pages(client, limit=1, brand="Ito"))["next_cursor"]
    problem = refused(client.get(PRODUCTS, {"cursor": cursor}), 400)
    assert "other filters" in problem["errors"]["cursor"][0]
    assert titles(client.get(PRODUCTS, {"cursor": cursor, "brand": "Ito", "limit": "2"}))


@pytest.mark.parametrize("other", [{"text": "cup"}, {"sort": "newest"}, {"offset": 10}])
def test_a_list_by_cursor_is_not_ranked(client: Client, other: dict[str, Any]) -> None:
    problem = refused(client.get(PRODUCTS, other | {"cursor": "*"}), 400)
    assert next(iter(other)) in problem["errors"]


def test_changes_are_listed_by_cursor_only(client: Client) -> None:
    problem = refused(client.get(PRODUCTS, {"updated_since": "2026-01-01T00:00:00Z"}), 400)
    assert "cursor=*" in problem["errors"]["updated_since"][0]


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize(("limit", "reachable"), [(100, 30), (7, 30)])
def test_a_browsed_page_tells_how_far_the_pages_reach(
    client: Client, limit: int, reachable: int
) -> None:
    page = body(client.get(PRODUCTS, {"limit": limit}))
    assert (page["reachable"], page["next_cursor"]) == (reachable, None)


def test_later_pages_of_a_list_cost_as_much_as_the_first(
    client: Client, merchant: Merchant, version: EncoderVersion
) -> None:
    many = [
        Product(merchant=merchant, external_id=str(n), title=f"Pot {n}", price=1)
        for n in range(4_000)
    ]
    Product.objects.bulk_create(many)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_product")
    statements = statements_of(client, many[3_899].pk)
    (list_statement,) = [text for text in statements if "LIMIT 101" in text]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT TEXT) {list_statement}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan using catalog_product_pkey" in plan
    assert "Index Cond: (id > " in plan or "catalog_product.id > " in plan
    assert "rows=100" in plan or "rows=101" in plan
    assert "Seq Scan on catalog_product " not in plan


def statements_of(client: Client, after: int) -> list[str]:
    """The statements of a page that begins after this product."""
    first = next(pages(client, limit=100))
    signer = signing.Signer(salt=SALT)
    _, total, filters = signer.unsign_object(first["next_cursor"])
    deep = signer.sign_object([after, total, filters])
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"{PRODUCTS}?limit=100&cursor={deep}")
        assert len(titles(page)) == 100
    return [query["sql"] for query in queries]
