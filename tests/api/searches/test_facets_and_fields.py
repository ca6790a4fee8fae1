"""Clients choose how much comes back, and what they leave out is not computed."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import PostSearch, body, titles
from tests.shop import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mugs(make: Make) -> None:
    for number in range(4):
        make(f"Mug {number}", "red", brand="Ito", attributes={"color": "red"})


def statements(post_search: PostSearch, **search: Any) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        post_search(**search)
    return [query["sql"] for query in queries.captured_queries]


@pytest.mark.usefixtures("mugs")
def test_all_facets_come_by_default(post_search: PostSearch) -> None:
    facets = {facet["key"]: facet for facet in body(post_search(text="mug"))["facets"]}
    assert facets["brand"]["values"][0]["count"] == 4
    assert body(post_search(text="mug", facets="all"))["facets"] == list(facets.values())


@pytest.mark.usefixtures("mugs")
def test_names_of_facets_come_without_values(post_search: PostSearch) -> None:
    whole = body(post_search(text="mug"))
    names = body(post_search(text="mug", facets="names"))
    assert [(facet["key"], facet["label"]) for facet in names["facets"]] == [
        (facet["key"], facet["label"]) for facet in whole["facets"]
    ]
    assert all(facet["values"] == [] for facet in names["facets"])


@pytest.mark.usefixtures("mugs")
def test_without_facets_the_results_are_the_same(post_search: PostSearch) -> None:
    filters = {"brand": ["Ito"], "attributes": {"color": ["red"]}}
    whole = body(post_search(text="mug", filters=filters))
    bare = body(post_search(text="mug", filters=filters, facets="none"))
    assert bare["facets"] == []
    assert (bare["results"], bare["total"]) == (whole["results"], whole["total"])


@pytest.mark.usefixtures("mugs")
def test_without_facets_no_values_and_prices_are_counted(post_search: PostSearch) -> None:
    filters = {"brand": ["Ito"], "price_max": "50"}

    def counted(detail: str) -> set[str]:
        sql = " ".join(statements(post_search, filters=filters, facets=detail))
        return {
            name
            for name in ("facet_counts AS", "facet_counts_facet_1 AS", "price_counts AS")
            if name in sql
        }

    assert counted("all") == {"facet_counts AS", "facet_counts_facet_1 AS", "price_counts AS"}
    assert counted("names") == {"facet_counts AS"}
    assert counted("none") == set()


@pytest.mark.usefixtures("mugs")
def test_facets_come_once_and_again_if_they_are_asked_for(
    post_search: PostSearch, client: Client
) -> None:
    first = body(post_search(text="mug", limit=2))
    assert first["facets"]
    second = client.get(first["next"])
    assert body(second)["facets"] == []
    again = first["next"].replace("facets=none", "facets=all")
    assert body(client.get(again))["facets"] == first["facets"]
    assert body(client.get(f"/api/v1/searches/{first['id']}/"))["facets"] == first["facets"]


@pytest.mark.usefixtures("mugs")
def test_only_the_chosen_parts_of_results_come_back(
    post_search: PostSearch, client: Client
) -> None:
    first = body(post_search(text="mug", limit=2, fields=["product.title", "photo"]))
    for hit in first["results"]:
        assert set(hit) == {"product", "photo"}
        assert set(hit["product"]) == {"id", "title"}
        assert hit["photo"]["url"]
    assert parse_qs(urlsplit(first["next"]).query)["fields"] == ["product.title", "photo"]
    second = body(client.get(first["next"]))
    assert [set(hit["product"]) for hit in second["results"]] == [{"id", "title"}] * 2


@pytest.mark.usefixtures("mugs")
def test_the_id_of_a_product_always_comes(post_search: PostSearch) -> None:
    (hit, *_) = body(post_search(text="mug", fields=["score"]))["results"]
    assert set(hit) == {"product", "score"}
    assert set(hit["product"]) == {"id"}


@pytest.mark.usefixtures("mugs")
def test_a_whole_product_is_one_part(post_search: PostSearch) -> None:
    (whole, *_) = body(post_search(text="mug"))["results"]
    (hit, *_) = body(post_search(text="mug", fields=["product"]))["results"]
    assert hit == {"product": whole["product"]}


@pytest.mark.usefixtures("mugs")
def test_a_form_takes_fields_and_facets_too(post_form: PostSearch) -> None:
    answer = post_form(text="mug", facets="none", fields=["product.title", "score"])
    assert body(answer)["facets"] == []
    assert len(titles(answer)) == 4
    assert set(body(answer)["results"][0]) == {"product", "score"}
