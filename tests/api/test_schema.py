"""The OpenAPI schema is valid, and responses match it."""

import base64
from io import StringIO
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from django.test import Client

from tests.api.conftest import PostSearch, body, refused
from tests.responses import ClientResponse
from tests.shop import Make, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(client: Client) -> dict[str, Any]:
    return body(client.get("/api/schema/"))


def test_the_schema_is_valid_openapi_without_warnings() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_the_schema_is_openapi_3_1_with_all_paths(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    shoppers = {path for path in schema["paths"] if "/merchant/" not in path}
    assert shoppers == {
        "/api/v1/photos/",
        "/api/v1/photos/{photo_id}/",
        "/api/v1/searches/",
        "/api/v1/searches/batch/",
        "/api/v1/searches/{search_id}/",
        "/api/v1/products/",
        "/api/v1/products/{product_id}/",
        "/api/v1/products/{product_id}/similar/",
        "/api/v1/categories/",
        "/api/v1/suggest/",
        "/api/v1/events/",
    }


def test_each_body_has_one_media_type_and_only_a_sent_photo_is_binary(
    schema: dict[str, Any],
) -> None:
    def content(path: str) -> dict[str, Any]:
        body: dict[str, Any] = schema["paths"][path]["post"]["requestBody"]["content"]
        return body

    assert set(content("/api/v1/searches/")) == {"application/json"}
    assert set(content("/api/v1/photos/")) == {"multipart/form-data"}
    components = schema["components"]["schemas"]
    photo = components["PhotoUploadRequest"]["properties"]["photo"]
    assert (photo["type"], photo["format"]) == ("string", "binary")
    assert "photo" not in components["SearchRequest"]["properties"]


def check(schema: dict[str, Any], path: str, method: str, answer: ClientResponse) -> None:
    """Validate a response against the schema for its status and media type."""
    response = schema["paths"][path][method]["responses"][str(answer.status_code)]
    if "$ref" in response:
        response = schema["components"]["responses"][response["$ref"].rpartition("/")[2]]
    media_type = answer["Content-Type"].split(";")[0]
    promised = response["content"][media_type]["schema"]
    whole = {**promised, "components": schema["components"]}
    jsonschema.Draft202012Validator(whole).validate(body(answer))


def test_responses_match_the_schema(
    schema: dict[str, Any], post_search: PostSearch, client: Client, make: Make, red: bytes
) -> None:
    product = make("Red pot", "red", attributes={"color": "red"}, tags=["new"], sale_price=5)
    photo = base64.b64encode(red).decode()
    search = post_search(photo_base64=photo, text="red")
    assert body(search)["results"]
    check(schema, "/api/v1/searches/", "post", search)
    check(schema, "/api/v1/searches/", "post", post_search(limit=0))
    check(schema, "/api/v1/searches/", "post", post_search(photo_base64="YWJj"))
    batch = {"searches": [{"text": "red"}, {"limit": 0}]}
    answer = client.post("/api/v1/searches/batch/", batch, content_type="application/json")
    check(schema, "/api/v1/searches/batch/", "post", answer)
    sent = client.post("/api/v1/photos/", {"photo": upload(red)})
    check(schema, "/api/v1/photos/", "post", sent)
    check(schema, "/api/v1/searches/", "post", post_search(photo_id=body(sent)["id"]))
    check(schema, "/api/v1/searches/", "post", post_search(text="red", fields=["product.title"]))
    by_id = f"/api/v1/searches/{body(search)['id']}/"
    check(schema, "/api/v1/searches/{search_id}/", "get", client.get(by_id))
    check(schema, "/api/v1/products/", "get", client.get("/api/v1/products/"))
    path = "/api/v1/products/{product_id}/"
    check(schema, path, "get", client.get(f"/api/v1/products/{product.pk}/"))
    check(schema, path, "get", client.get("/api/v1/products/0/"))
    similar = client.get(f"/api/v1/products/{product.pk}/similar/")
    check(schema, "/api/v1/products/{product_id}/similar/", "get", similar)


def test_the_schema_url_refuses_post_with_a_problem(client: Client) -> None:
    refused(client.post("/api/schema/"), 405)
