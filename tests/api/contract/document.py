"""The OpenAPI document, for the tests of the contract."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator

Schema = dict[str, Any]
COMMITTED = settings.BASE_DIR / "docs/openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")


@cache
def document() -> Schema:
    """The document as it is generated now."""
    generated = SchemaGenerator().get_schema(request=None, public=True)
    plain: Schema = json.loads(json.dumps(generated))
    return plain


def committed() -> Schema:
    plain: Schema = json.loads(COMMITTED.read_text())
    return plain


def operations(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield "POST /api/v1/searches/" with its operation."""
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                yield f"{method.upper()} {path}", methods[method]


def contents(part: Schema) -> Iterator[Schema]:
    yield from part.get("content", {}).values()
