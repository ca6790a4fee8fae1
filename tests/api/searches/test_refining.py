"""A stored search is refined by its id: what the URL names is replaced, and the rest is kept."""

import base64
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import PostSearch, body, refused, titles
from tests.shop import Make, jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(make: Make) -> None:
    make("Red mug", "red", price=10, brand="Ito", attributes={"color": "red", "size": "S"})
    make("Red jug", "red", price=30, brand="Zwerg", attributes={"color": "red", "size": "M"})
    make("Blue mug", "blue", price=20, brand="Ito", attributes={"color": "blue", "size": "S"})


@pytest.fixture
def stored(post_search: PostSearch, shop: None) -> dict[str, Any]:
    """A search by a red photo for small things of Ito."""
    photo = base64.b64encode(jpeg("red")).decode()
    filters = {"brand": ["Ito"], "attributes": {"size": ["S"]}, "price_max": "25"}
    return body(post_search(photo_base64=photo, filters=filters, limit=1, sort="relevance"))


def found(client: Client, stored: dict[str, Any], query: str) -> list[str]:
    return titles(client.get(f"/api/v1/searches/{stored['id']}/?limit=10&{query}"))


def test_what_is_not_named_is_kept(client: Client, stored: dict[str, Any]) -> None:
    assert found(client, stored, "") == ["Red mug", "Blue mug"]
    assert found(client, stored, "attributes[color]=blue") == ["Blue mug"]
    assert found(client, stored, "price_max=15") == ["Red mug"]
    assert found(client, stored, "sort=price_high") == ["Blue mug", "Red mug"]


def test_a_named_filter_replaces_its_values(client: Client, stored: dict[str, Any]) -> None:
    assert found(client, stored, "brand=Zwerg&attributes[size]=M&price_max=99") == ["Red jug"]
    assert found(client, stored, "brand=Zwerg") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("clear=filters", ["Red jug", "Red mug", "Blue mug"]),
        ("clear=brand&clear=attributes.size", ["Red mug", "Blue mug"]),
        ("clear=attributes&clear=price_max&brand=Zwerg", ["Red jug"]),
        ("clear=filters&attributes[color]=red", ["Red jug", "Red mug"]),
        ("clear=sort", ["Red mug", "Blue mug"]),
    ],
)
def test_filters_are_taken_away_by_name(
    client: Client, stored: dict[str, Any], query: str, expected: list[str]
) -> None:
    assert sorted(found(client, stored, query)) == sorted(expected)


def test_words_are_added_to_a_photo_and_taken_away_again(
    client: Client, post_search: PostSearch, shop: None
) -> None:
    stored = body(post_search(text="blue mug"))
    assert found(client, stored, "text=jug")[0] == "Red jug"
    assert len(found(client, stored, "text=")) == 3
    assert body(client.get(f"/api/v1/searches/{stored['id']}/?text="))["understood"] == []


def test_a_refined_search_starts_at_its_first_result(
    client: Client, post_search: PostSearch, shop: None
) -> None:
    stored = body(post_search(limit=1, offset=1))
    same = client.get(f"/api/v1/searches/{stored['id']}/")
    assert titles(same) == [hit["product"]["title"] for hit in stored["results"]]
    refined = client.get(f"/api/v1/searches/{stored['id']}/?brand=Zwerg")
    assert titles(refined) == ["Red jug"]


def test_next_leads_on_in_the_refined_search(client: Client, stored: dict[str, Any]) -> None:
    url = f"/api/v1/searches/{stored['id']}/?clear=filters&attributes[color]=red&limit=1"
    first = client.get(url)
    second = client.get(body(first)["next"])
    assert sorted(titles(first) + titles(second)) == ["Red jug", "Red mug"]
    assert body(second)["next"] is None
    assert body(second)["photo_id"] == stored["photo_id"]


def test_a_refinement_changes_nothing_that_is_stored(
    client: Client, stored: dict[str, Any]
) -> None:
    before = body(client.get(f"/api/v1/searches/{stored['id']}/"))
    client.get(f"/api/v1/searches/{stored['id']}/?clear=filters&text=jug&sort=newest")
    assert body(client.get(f"/api/v1/searches/{stored['id']}/")) == before


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("clear=colour", "clear"),
        ("clear=text", "clear"),
        ("clear=", "clear.0"),
        ("clear=attributes." + "x" * 200, "clear.0"),
        ("&".join(["clear=brand"] * 30), "clear"),
        ("price_min=50", "price_min"),
        ("photo_id=1", "photo_id"),
        ("similar_to=1", "similar_to"),
        ("facets=some", "facets"),
        ("fields=product.secret", "fields.0"),
        ("limit=0", "limit"),
        ("brand=", "brand.0"),
        ("&".join(f"attributes[a{n}]=x" for n in range(10)), "attributes"),
    ],
)
def test_an_invalid_refinement_is_refused_by_its_parameter(
    client: Client, stored: dict[str, Any], query: str, field: str
) -> None:
    answer = client.get(f"/api/v1/searches/{stored['id']}/?{query}")
    assert field in refused(answer, 400)["errors"]
