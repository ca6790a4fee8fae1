"""The OpenAPI document, held against its specification and against real answers."""

import base64
from io import StringIO
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from django.test import Client

from tests.api.conftest import Ask, body, refused
from tests.responses import ClientResponse
from tests.shop import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(client: Client) -> dict[str, Any]:
    return body(client.get("/api/schema/"))


def test_the_document_is_valid_openapi_without_warnings() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_the_document_is_openapi_3_1(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) == {
        "/api/v1/searches/",
        "/api/v1/searches/{search_id}/",
        "/api/v1/searches/{search_id}/clicks/",
        "/api/v1/products/",
        "/api/v1/products/{product_id}/",
        "/api/v1/products/{product_id}/similar/",
    }


def test_an_upload_is_binary_in_the_form_alone(schema: dict[str, Any]) -> None:
    content = schema["paths"]["/api/v1/searches/"]["post"]["requestBody"]["content"]
    assert set(content) == {"application/json", "multipart/form-data"}
    components = schema["components"]["schemas"]
    photo = components["SearchFormRequest"]["properties"]["photo"]
    assert photo == {"type": "string", "format": "binary"}
    assert "photo" not in components["SearchRequest"]["properties"]


def check(schema: dict[str, Any], path: str, method: str, answer: ClientResponse) -> None:
    """The answer has the form that the document promises for its status and media type."""
    responses = schema["paths"][path][method]["responses"]
    media_type = answer["Content-Type"].split(";")[0]
    promised = responses[str(answer.status_code)]["content"][media_type]["schema"]
    whole = {**promised, "components": schema["components"]}
    jsonschema.Draft202012Validator(whole).validate(body(answer))


def test_answers_have_the_promised_form(
    schema: dict[str, Any], ask: Ask, client: Client, make: Make, red: bytes
) -> None:
    product = make("Red pot", "red", attributes={"color": "red"}, tags=["new"], sale_price=5)
    photo = base64.b64encode(red).decode()
    search = ask(photo_base64=photo, text="red")
    assert body(search)["results"]
    check(schema, "/api/v1/searches/", "post", search)
    check(schema, "/api/v1/searches/", "post", ask(limit=0))
    check(schema, "/api/v1/searches/", "post", ask(photo_base64="YWJj"))
    by_id = f"/api/v1/searches/{body(search)['id']}/"
    check(schema, "/api/v1/searches/{search_id}/", "get", client.get(by_id))
    check(schema, "/api/v1/products/", "get", client.get("/api/v1/products/"))
    one = "/api/v1/products/{product_id}/"
    check(schema, one, "get", client.get(f"/api/v1/products/{product.pk}/"))
    check(schema, one, "get", client.get("/api/v1/products/0/"))
    similar = client.get(f"/api/v1/products/{product.pk}/similar/")
    check(schema, "/api/v1/products/{product_id}/similar/", "get", similar)


def test_the_schema_refuses_like_the_rest(client: Client) -> None:
    refused(client.post("/api/schema/"), 405)
