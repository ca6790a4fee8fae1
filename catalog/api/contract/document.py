"""The OpenAPI document as a whole: what drf-spectacular has made of the views, finished."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from catalog.api.contract.responses import HEADERS, problem_responses
from catalog.api.contract.tags import TAGS

Schema = dict[str, Any]
MAX_INT32 = 2**31 - 1
DEFAULT_SERVER = "http://localhost:8000"


def finish_document(result: Schema, request: Any = None, **_context: object) -> Schema:
    """Add what all operations share. A hook of drf-spectacular (POSTPROCESSING_HOOKS)."""
    components = result["components"]
    components["responses"] = _used_responses(result)
    components["headers"] = HEADERS
    for schema in _objects(result):
        _widen_integer(schema)
        _plain_null(schema)
        schema.pop("readOnly", None)  # requests have schemas of their own
    components["schemas"].pop("NullEnum", None)
    used = {tag for operation in operations(result) for tag in operation.get("tags", ())}
    result["tags"] = [tag for tag in TAGS if tag["name"] in used]
    result["servers"] = [{"url": server(request), "description": "This shop"}]
    return result


def _used_responses(document: Schema) -> Schema:
    used = {
        response.get("$ref", "").rpartition("/")[2]
        for operation in operations(document)
        for response in operation["responses"].values()
    }
    return {name: response for name, response in problem_responses().items() if name in used}


def operations(document: Schema) -> Iterator[Schema]:
    for methods in document["paths"].values():
        yield from methods.values()


def server(request: HttpRequest | None) -> str:
    """Where the shop answers: as operators have set it, or as the request found it."""
    own: str = settings.SHOP_ORIGIN
    asked = request.build_absolute_uri("/").rstrip("/") if request else DEFAULT_SERVER
    return own or asked


def _objects(node: object) -> Iterator[Schema]:
    if isinstance(node, dict):
        yield node
        for child in list(node.values()):
            yield from _objects(child)
    elif isinstance(node, list):
        for child in node:
            yield from _objects(child)


def _widen_integer(schema: Schema) -> None:
    """Ids and counts may pass 32 bits, which generators take for an integer without a format."""
    kinds = schema.get("type")
    is_integer = kinds == "integer" or (isinstance(kinds, list) and "integer" in kinds)
    if is_integer and schema.get("maximum", MAX_INT32 + 1) > MAX_INT32:
        schema["format"] = "int64"


def _plain_null(schema: Schema) -> None:
    """Write null as a type: generators make a class of drf-spectacular's enum of null."""
    options = schema.get("oneOf")
    if isinstance(options, list):
        schema["oneOf"] = [
            {"type": "null"} if str(option.get("$ref", "")).endswith("/NullEnum") else option
            for option in options
        ]
