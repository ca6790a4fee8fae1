"""Query strings: reads the parameters of a request, and writes the URL of its next page."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from catalog.api.fields import StrictSerializer
from catalog.api.json_types import PlainText
from catalog.api.parsers import plain_values
from catalog.search.query import MAX_OFFSET, SearchQuery
from catalog.search.results import SearchPage

# Characters.
MAX_QUERY_STRING = 8_192
# `attributes[color]` and `attributes.color`.
NESTED = re.compile(r"(?P<name>[^\[\].]+)(?:\[(?P<key>[^\[\]]+)\]|\.(?P<dotted>.+))", re.DOTALL)


def query_parameters(request: Request, serializer: type[StrictSerializer]) -> dict[str, Any]:
    """Return the query parameters as validated by `serializer`. Raises ValidationError."""
    if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY_STRING:
        raise ValidationError([f"The query string is longer than {MAX_QUERY_STRING} characters."])
    checked = serializer(data=_nested(plain_values(request.query_params)))
    checked.is_valid(raise_exception=True)
    values: dict[str, Any] = checked.validated_data
    return values


def _nested(flat: dict[str, object]) -> dict[str, object]:
    """Nest attributes, in any of their three forms, as {"attributes": {"color": ["blue"]}}.

    `attributes=color:blue` is the form of the schema. `attributes.color=blue` has the key of the
    facet as its name, and `attributes[color]=blue` is OpenAPI's deepObject.
    """
    plain: dict[str, object] = {}
    objects: dict[str, dict[str, object]] = {}
    for name, value in flat.items():
        part = NESTED.fullmatch(name)
        if part:
            objects.setdefault(part["name"], {})[part["key"] or part["dotted"]] = value
        else:
            plain[name] = value
    pairs = _pairs(plain.get("attributes"))
    if pairs and "attributes" not in objects:
        plain["attributes"] = pairs
    return {**objects, **plain}


def _pairs(value: object) -> dict[str, list[PlainText]] | None:
    """Return "color:blue" and its like by name; None if there are others."""
    pairs: dict[str, list[PlainText]] = {}
    for text in value if isinstance(value, list) else [value]:
        name, colon, wanted = str(text).partition(":")
        if not colon:
            return None
        pairs.setdefault(name, []).append(PlainText(wanted))
    return pairs


def next_page(
    request: Request,
    *,
    path: str,
    query: SearchQuery,
    page: SearchPage,
    also: Sequence[tuple[str, str]] = (),
) -> str | None:
    """Return the URL of the next page; None on the last.

    It has the parameters of this one, and `also` in place of those with the same names.
    """
    offset = query.offset + query.limit
    if not page.hits or offset >= page.ranked or offset > MAX_OFFSET:
        return None
    replaced = {"limit", "offset", *(name for name, _ in also)}
    others = [
        (name, value)
        for name, values in request.query_params.lists()
        if name not in replaced
        for value in values
    ]
    parameters = urlencode([*others, *also, ("limit", query.limit), ("offset", offset)])
    return str(request.build_absolute_uri(f"{path}?{parameters}"))
