"""How much of a page of products comes back: `fields`, `facets` and `details`."""

from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import body, refused
from tests.shop import Make

pytestmark = pytest.mark.django_db
PRODUCTS = "/api/v1/products/"


@pytest.fixture(params=["browsed", "listed", "similar"])
def address(request: pytest.FixtureRequest, make: Make) -> str:
    """A page of products, by each way to one."""
    pot = make("Red pot", "red", brand="Ito", description="Round.", attributes={"color": "red"})
    make("Red jug", "red", brand="Ito", description="Tall.", attributes={"color": "red"})
    ways = {
        "browsed": f"{PRODUCTS}?text=red",
        "listed": f"{PRODUCTS}?cursor=*",
        "similar": f"{PRODUCTS}{pot.pk}/similar/?limit=24",
    }
    return ways[request.param]


def hits(client: Client, address: str) -> list[dict[str, Any]]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = body(response)["results"]
    assert found
    return found


def test_only_the_chosen_parts_of_a_product_come_back(client: Client, address: str) -> None:
    for hit in hits(client, f"{address}&fields=product.title&fields=score"):
        assert set(hit) == {"product", "score"}
        assert set(hit["product"]) == {"id", "title"}


def test_an_unknown_part_is_refused_and_known_ones_are_named(client: Client, address: str) -> None:
    problem = refused(client.get(f"{address}&fields=product.colour"), 400)
    assert "fields.0" in problem["errors"]


@pytest.mark.parametrize("address", ["browsed", "listed"], indirect=True)
def test_a_detail_may_be_chosen_alone(client: Client, address: str) -> None:
    for hit in hits(client, f"{address}&fields=product.description"):
        assert hit["product"].keys() == {"id", "description"}
        assert hit["product"]["description"] in {"Round.", "Tall."}


def test_facets_may_be_left_out_or_named_only(client: Client, make: Make) -> None:
    for number in range(3):
        make(f"Red pot {number}", "red", brand=f"Ito {number}")
    whole = body(client.get(f"{PRODUCTS}?text=red&limit=1"))
    named = body(client.get(f"{PRODUCTS}?text=red&limit=1&facets=names"))
    none = body(client.get(f"{PRODUCTS}?text=red&limit=1&facets=none"))
    (brand,) = (facet for facet in whole["facets"] if facet["key"] == "brand")
    assert len(brand["values"]) == 3
    assert [facet["key"] for facet in named["facets"]] == [
        facet["key"] for facet in whole["facets"]
    ]
    assert all(facet["values"] == [] for facet in named["facets"])
    assert none["facets"] == []
    assert whole["total"] == named["total"] == none["total"]


@pytest.mark.parametrize("path", ["", "{key}/similar/"])
def test_facets_come_once_and_chosen_parts_on_every_page(
    client: Client, make: Make, path: str
) -> None:
    keys = [make(f"Red pot {number}", "red").pk for number in range(4)]
    first = body(client.get(f"{PRODUCTS}{path.format(key=keys[0])}?limit=1&fields=product.title"))
    second = body(client.get(first["next"]))
    assert first["facets"]
    assert second["facets"] == []
    assert set(second["results"][0]["product"]) == {"id", "title"}


def test_facets_are_not_counted_for_a_list(client: Client, make: Make) -> None:
    make("Red pot", "red")
    problem = refused(client.get(f"{PRODUCTS}?cursor=*&facets=all"), 400)
    assert list(problem["errors"]) == ["facets"]
