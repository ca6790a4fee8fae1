"""The OpenAPI document as a whole: what drf-spectacular has made of the views, finished."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from catalog.api.contract.responses import HEADERS, header_ref, problem_responses
from catalog.api.contract.tags import TAGS

Schema = dict[str, Any]
MAX_INT32 = 2**31 - 1
DEFAULT_SERVER = "http://localhost:8000"


def finish_document(result: Schema, request: Any = None, **_context: object) -> Schema:
    """Add what all operations share. A hook of drf-spectacular (POSTPROCESSING_HOOKS)."""
    components = result["components"]
    components["responses"] = _used_responses(result)
    components["headers"] = _used_headers(result)
    for schema in _objects(result):
        _widen_integer(schema)
        _plain_null(schema)
        _named_blank(schema, components["schemas"])
        schema.pop("readOnly", None)  # requests have schemas of their own
    for name in ("NullEnum", "BlankEnum"):
        components["schemas"].pop(name, None)
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


def _used_headers(document: Schema) -> Schema:
    refs = {node.get("$ref") for node in _objects(document)}
    return {name: header for name, header in HEADERS.items() if header_ref(name)["$ref"] in refs}


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
            {"type": "null"} if _leads_to(option, "NullEnum") else option for option in options
        ]


def _named_blank(schema: Schema, schemas: Schema) -> None:
    """Make "" a value of the enum, for which drf-spectacular has a second enum without a type."""
    options = schema.get("oneOf", ())
    others = [option for option in options if not _leads_to(option, "BlankEnum")]
    if len(others) == len(options):
        return
    for option in others:
        named = schemas[option["$ref"].rpartition("/")[2]]
        named["enum"] = [*dict.fromkeys([*named["enum"], ""])]
    del schema["oneOf"]
    schema.update(others[0] if len(others) == 1 else {"oneOf": others})


def _leads_to(option: Schema, name: str) -> bool:
    return str(option.get("$ref", "")).endswith(f"/{name}")
