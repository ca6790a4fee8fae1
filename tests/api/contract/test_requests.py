"""Requests as generated clients write them are understood, and others refused with a pointer."""

import logging

import pytest
from django.test import Client

from tests.api.conftest import PostSearch, body, refused, titles
from tests.shop import Make

pytestmark = pytest.mark.django_db


def test_null_means_absent(post_search: PostSearch, make: Make) -> None:
    make("Red pot", "red")
    filters = {"brand": None, "price_min": None, "attributes": None}
    assert titles(post_search(text=None, photo_id=None, crop=None, filters=filters)) == ["Red pot"]


def test_null_for_a_required_field_is_refused(post_search: PostSearch) -> None:
    crop = {"x": None, "y": 0, "width": 1, "height": 1}
    assert "crop.x" in refused(post_search(crop=crop), 400)["errors"]


def test_a_uuid_in_upper_case_finds_its_search(client: Client, post_search: PostSearch) -> None:
    search_id = body(post_search())["id"]
    assert client.get(f"/api/v1/searches/{search_id.upper()}/").status_code == 200


@pytest.mark.parametrize(
    ("search", "field"),
    [
        ({"limit": "5"}, "limit"),
        ({"limit": True}, "limit"),
        ({"text": 5}, "text"),
        ({"interpret": "false"}, "interpret"),
        ({"image_weight": "0.5"}, "image_weight"),
        ({"exclude": "stripes"}, "exclude"),
        ({"filters": {"brand": "Ito"}}, "filters.brand"),
        ({"filters": {"brand": [7]}}, "filters.brand.0"),
        ({"filters": {"price_max": 50}}, "filters.price_max"),
        ({"filters": {"price_max": ""}}, "filters.price_max"),
        ({"filters": {"price_max": "-1"}}, "filters.price_max"),
        ({"filters": {"price_max": "1.999"}}, "filters.price_max"),
        ({"filters": {"price_max": "5\n"}}, "filters.price_max"),
        ({"photo_id": 7}, "photo_id"),
    ],
)
def test_json_of_another_type_than_the_schema_says_is_refused(
    post_search: PostSearch, search: dict[str, object], field: str
) -> None:
    assert field in refused(post_search(**search), 400)["errors"]


def test_a_problem_points_at_the_field(post_search: PostSearch) -> None:
    problem = refused(post_search(filters={"attributes": {"a/b~c": []}}), 400)
    (invalid,) = problem["invalid"]
    assert invalid["pointer"] == "#/filters/attributes/a~1b~0c"
    assert invalid["detail"] == problem["errors"]["filters.attributes.a/b~c"][0]


@pytest.mark.parametrize(
    "query",
    [
        "attributes=color:red&attributes=color:navy&attributes=size:S",
        "attributes.color=red&attributes.color=navy&attributes.size=S",
        "attributes[color]=red&attributes[color]=navy&attributes[size]=S",
    ],
)
def test_attributes_filter_in_each_of_their_forms(client: Client, make: Make, query: str) -> None:
    make("Red", "red", attributes={"color": "red", "size": "S"})
    make("Green", "green", attributes={"color": "green", "size": "S"})
    make("Large", "red", attributes={"color": "red", "size": "L"})
    assert titles(client.get(f"/api/v1/products/?{query}")) == ["Red"]


def test_a_client_that_accepts_problems_only_is_answered(client: Client) -> None:
    answer = client.get("/api/v1/products/", headers={"Accept": "application/problem+json"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"


def test_an_unknown_host_is_a_problem(client: Client) -> None:
    problem = refused(client.get("/api/v1/products/", headers={"Host": "evil.example"}), 400)
    assert problem["type"] == "/api/problems/unknown-host/"
    assert "SHOP_ALLOWED_HOSTS" in problem["detail"]


def test_an_unknown_host_of_a_page_gets_a_page(client: Client) -> None:
    answer = client.get("/search/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("text/html")


def test_an_error_has_one_id_in_header_body_and_log(
    post_search: PostSearch, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="shop_search.request_log"):
        problem = refused(post_search(limit=0), 400)
    assert problem["request_id"]
    assert "POST api/v1/searches/ 400" in caplog.text


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("*/*", "application/json"), ("application/vnd.oai.openapi", "application/vnd.oai.openapi")],
)
def test_the_document_comes_as_json_or_as_yaml(client: Client, accept: str, kind: str) -> None:
    answer = client.get("/api/schema/", headers={"Accept": accept})
    assert answer.status_code == 200
    assert "json" in answer["Content-Type"] if kind.endswith("json") else True


def test_the_document_has_an_address_for_yaml(client: Client) -> None:
    assert client.get("/api/schema.yaml").content.startswith(b"openapi: 3.1")
