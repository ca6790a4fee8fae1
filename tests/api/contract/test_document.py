"""The committed document is the real one, and a change that breaks clients is named."""

import copy
import json

import pytest

from tests.api.contract.compatibility import breaking_changes
from tests.api.contract.document import COMMITTED, Schema, committed, document


def test_the_committed_document_is_the_generated_one(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--renew-golden"):
        COMMITTED.write_text(json.dumps(document(), indent=1) + "\n")
    breaking = breaking_changes(committed(), document())
    assert committed() == document(), (
        "The API differs from docs/openapi.json. Run this test with --renew-golden, read the diff, "
        f"and tell it in the changelog. Breaking changes: {breaking or 'none'}"
    )


@pytest.fixture
def changed() -> Schema:
    return copy.deepcopy(document())


def test_an_operation_that_is_gone_breaks_clients(changed: Schema) -> None:
    del changed["paths"]["/api/v1/suggest/"]
    assert breaking_changes(document(), changed) == ["GET /api/v1/suggest/ is gone"]


def test_a_field_that_is_gone_breaks_clients(changed: Schema) -> None:
    del changed["components"]["schemas"]["Total"]["properties"]["value"]
    assert breaking_changes(document(), changed) == ["Total.value is gone"]


def test_another_type_breaks_clients(changed: Schema) -> None:
    changed["components"]["schemas"]["Total"]["properties"]["value"] = {"type": "string"}
    assert breaking_changes(document(), changed) == ["Total.value is string instead of integer"]


def test_a_field_that_is_needed_from_now_on_breaks_clients(changed: Schema) -> None:
    changed["components"]["schemas"]["SearchRequest"]["required"] = ["text"]
    assert breaking_changes(document(), changed) == ["SearchRequest.text is required"]


def test_a_value_that_may_be_absent_from_now_on_breaks_clients(changed: Schema) -> None:
    changed["components"]["schemas"]["Total"]["required"] = ["value"]
    assert breaking_changes(document(), changed) == ["Total.relation may be absent"]


def test_what_is_added_breaks_nobody(changed: Schema) -> None:
    schemas = changed["components"]["schemas"]
    schemas["Total"]["properties"]["more"] = {"type": "string"}
    schemas["SearchRequest"]["properties"]["more"] = {"type": "string"}
    changed["paths"]["/api/v1/more/"] = changed["paths"]["/api/v1/suggest/"]
    assert breaking_changes(document(), changed) == []
