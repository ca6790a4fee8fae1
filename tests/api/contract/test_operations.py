"""Every operation says what a client and its generator need."""

import re

import jsonschema
import pytest

from catalog.api.contract.auto_schema import ALWAYS, WITH_BODY
from catalog.api.contract.responses import HEADERS
from catalog.api.contract.tags import TAGS
from catalog.api.merchant import urls as merchant_urls
from catalog.api.urls import urlpatterns
from tests.api.contract.document import Schema, contents, document, operations

NAMED = list(operations(document()))
every_operation = pytest.mark.parametrize(
    "operation", [operation for _, operation in NAMED], ids=[name for name, _ in NAMED]
)


@every_operation
def test_an_operation_is_named_and_described(operation: Schema) -> None:
    assert re.fullmatch(r"[a-z]+(?:[A-Z][a-z]+)*", operation["operationId"])
    assert operation["summary"]
    assert operation["description"]
    assert set(operation["tags"]) <= {tag["name"] for tag in TAGS}


@every_operation
def test_an_operation_has_the_errors_that_any_may_have(operation: Schema) -> None:
    expected = {*ALWAYS, *(WITH_BODY if "requestBody" in operation else ())}
    assert {str(status) for status in expected} <= operation["responses"].keys()


@every_operation
def test_an_operation_has_an_example_where_it_has_a_body(operation: Schema) -> None:
    name = operation["operationId"]
    missing = f"Add catalog/api/contract/examples/{name}.json"
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            assert all("example" in content for content in contents(response)), missing
    sent = operation.get("requestBody", {}).get("content", {})
    assert all("example" in body for kind, body in sent.items() if kind.endswith("json")), missing


@every_operation
def test_examples_of_an_operation_are_valid(operation: Schema) -> None:
    parts = [operation.get("requestBody", {}), *operation["responses"].values()]
    for content in (content for part in parts for content in contents(part)):
        if "example" in content:
            check(content["schema"], content["example"])


@every_operation
def test_a_success_tells_the_request_id_and_the_limit(operation: Schema) -> None:
    successes = [body for code, body in operation["responses"].items() if code.startswith("2")]
    for success in successes:
        assert {"X-Request-ID", "RateLimit", "RateLimit-Policy"} <= success["headers"].keys()


def test_examples_of_errors_and_headers_are_valid() -> None:
    for response in document()["components"]["responses"].values():
        for content in contents(response):
            for example in content["examples"].values():
                check(content["schema"], example["value"])
    for header in HEADERS.values():
        check(header["schema"], header["example"])


def check(schema: Schema, example: object) -> None:
    whole = {**schema, "components": document()["components"]}
    jsonschema.Draft202012Validator(whole).validate(example)


def test_a_body_takes_no_unknown_field() -> None:
    schemas = document()["components"]["schemas"]
    bodies = {name: schema for name, schema in schemas.items() if name.endswith("Request")}
    assert "SearchRequest" in bodies
    assert [name for name, body in bodies.items() if body.get("additionalProperties", True)] == []


def test_each_schema_is_valid() -> None:
    for schema in document()["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert "enum" not in schema or "type" in schema


def test_ids_have_sixty_four_bits() -> None:
    schemas = document()["components"]["schemas"]
    assert schemas["Product"]["properties"]["id"]["format"] == "int64"
    parameters = dict(operations(document()))["GET /api/v1/products/{product_id}/"]["parameters"]
    assert parameters[0]["schema"]["format"] == "int64"


def test_an_optional_field_of_a_body_may_be_null_and_a_parameter_may_not() -> None:
    fields = document()["components"]["schemas"]["SearchRequest"]["properties"]
    assert fields["text"]["type"] == ["string", "null"]
    parameters = dict(operations(document()))["GET /api/v1/products/"]["parameters"]
    assert [
        parameter["name"]
        for parameter in parameters
        if "null" in parameter["schema"].get("type", "")
    ] == []


def test_no_address_takes_uuids_in_lower_case_only() -> None:
    own = [*urlpatterns, *merchant_urls.urlpatterns]
    assert [pattern for url in own if "<uuid:" in (pattern := str(vars(url)["pattern"]))] == []


def test_the_document_says_where_the_shop_is_and_whom_to_ask() -> None:
    assert document()["servers"][0]["url"].startswith("http")
    assert document()["info"]["license"]["identifier"] == "MIT"
    assert document()["info"]["contact"]["name"]
