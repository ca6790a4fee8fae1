"""How little the API sends: compressed, and only what a client does not have yet."""

import gzip
import json
from typing import Any

import brotli
import pytest
from django.test import Client

from catalog.models import Product
from tests.api.conftest import PostSearch, body, refused
from tests.shop import Make, category

pytestmark = pytest.mark.django_db
PRODUCTS = "/api/v1/products/"
SCHEMA = "/api/schema/"


@pytest.fixture
def stock(make: Make) -> None:
    """As many products as a page has, with the facets of a real shop."""
    for number in range(24):
        make(
            f"Red pot {number}",
            "red",
            category=category(f"Home/Pots {number % 8}"),
            brand=f"Brand {number % 12}",
            url=f"https://adas.example/pots/{number}",
            attributes={"color": f"red {number % 9}", "size": f"{number} cm"},
        )


CODINGS = {"gzip": gzip.decompress, "br": brotli.decompress}


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("address", [PRODUCTS, f"{PRODUCTS}?cursor=*&limit=24", SCHEMA])
def test_an_answer_is_compressed_to_a_fifth_or_less(
    client: Client, address: str, coding: str
) -> None:
    plain = client.get(address)
    small = client.get(address, headers={"Accept-Encoding": coding})
    assert small["Content-Encoding"] == coding
    assert json.loads(CODINGS[coding](small.content)) == body(plain)
    assert len(small.content) * 5 <= len(plain.content), (len(small.content), len(plain.content))
    assert "Accept-Encoding" in small["Vary"]
    assert "Accept-Encoding" in plain["Vary"]


@pytest.mark.usefixtures("stock")
def test_the_answer_to_a_search_is_compressed_too(client: Client) -> None:
    headers = {"Accept-Encoding": "br"}
    found = client.post(
        "/api/v1/searches/", {"text": "red"}, content_type="application/json", headers=headers
    )
    assert found["Content-Encoding"] == "br"
    assert json.loads(brotli.decompress(found.content))["results"]


@pytest.fixture
def addresses(make: Make, post_search: PostSearch) -> dict[str, str]:
    pot = make("Red pot", "red", category=category("Pots"))
    return {
        "products": PRODUCTS,
        "list": f"{PRODUCTS}?cursor=*",
        "product": f"{PRODUCTS}{pot.pk}/",
        "similar": f"{PRODUCTS}{pot.pk}/similar/",
        "categories": "/api/v1/categories/",
        "schema": SCHEMA,
    }


KINDS = ["products", "list", "product", "similar", "categories", "schema"]


@pytest.mark.parametrize("coding", ["identity", "br"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_has_not_changed_is_not_sent_again(
    client: Client, addresses: dict[str, str], kind: str, coding: str
) -> None:
    headers = {"Accept-Encoding": coding}
    first = client.get(addresses[kind], headers=headers)
    again = client.get(addresses[kind], headers={**headers, "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Cache-Control"):
        assert again[name] == first[name]
    assert "Accept-Encoding" in again["Vary"]
    other = client.get(addresses[kind], headers={**headers, "If-None-Match": 'W/"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize("kind", ["products", "list", "product"])
def test_a_changed_product_is_sent_again(
    client: Client, addresses: dict[str, str], make: Make, kind: str
) -> None:
    first = client.get(addresses[kind])
    Product.objects.update(price=99)
    again = client.get(addresses[kind], headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert b"99.00" in again.content


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("products", "no-cache"),
        ("list", "no-cache"),
        ("product", "no-cache"),
        ("similar", "no-cache"),
        ("categories", "public, max-age=60"),
        ("schema", "public, max-age=300"),
    ],
)
def test_each_answer_says_how_long_it_may_be_kept(
    client: Client, addresses: dict[str, str], kind: str, expected: str
) -> None:
    assert client.get(addresses[kind])["Cache-Control"] == expected


def test_a_refusal_is_never_kept_as_an_answer(client: Client, make: Make) -> None:
    assert "ETag" not in client.get(f"{PRODUCTS}?colour=red")


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "gzip, gzip", "x-unknown"])
@pytest.mark.parametrize("path", ["/api/v1/searches/", "/api/v1/events/"])
def test_a_compressed_request_is_refused_with_the_reason(
    client: Client, version: Any, path: str, coding: str
) -> None:
    content = gzip.compress(json.dumps({"text": "red"}).encode())
    headers = {"Content-Encoding": coding}
    answer = client.post(path, content, content_type="application/json", headers=headers)
    reason = "The body is compressed. Send it without Content-Encoding."
    assert refused(answer, 415)["detail"] == reason


def test_a_request_that_says_it_is_not_compressed_is_read(client: Client, version: Any) -> None:
    headers = {"Content-Encoding": "identity"}
    content = {"text": "red"}
    answer = client.post(
        "/api/v1/searches/", content, content_type="application/json", headers=headers
    )
    assert answer.status_code == 200


def test_too_many_fields_are_refused_without_a_word_about_settings(
    client: Client, version: Any
) -> None:
    form = {f"field{number}": "x" for number in range(600)}
    for answer in (
        client.post("/api/v1/searches/", form),
        client.get(PRODUCTS, form, headers={"Accept-Encoding": "identity"}),
    ):
        problem = refused(answer, 400)
        assert "500 fields" in problem["detail"]
        assert "DATA_UPLOAD" not in json.dumps(problem)
