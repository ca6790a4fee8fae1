"""Paging: the query string of a request, and the URL of the next page."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from catalog.api.fields import StrictSerializer
from catalog.api.parsers import plain_values
from catalog.search.query import MAX_OFFSET, SearchQuery
from catalog.search.results import SearchPage

# Characters.
MAX_QUERY_STRING = 8_192
NESTED = re.compile(r"(?P<name>[^\[\]]+)\[(?P<key>[^\[\]]+)\]")


def query_parameters(request: Request, serializer: type[StrictSerializer]) -> dict[str, Any]:
    """The validated query string. Raises ValidationError."""
    if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY_STRING:
        raise ValidationError([f"The query string is longer than {MAX_QUERY_STRING} characters."])
    checked = serializer(data=_nested(plain_values(request.query_params)))
    checked.is_valid(raise_exception=True)
    values: dict[str, Any] = checked.validated_data
    return values


def _nested(flat: dict[str, object]) -> dict[str, object]:
    """OpenAPI's deepObject: `attributes[color]=blue` to {"attributes": {"color": "blue"}}."""
    plain: dict[str, object] = {}
    objects: dict[str, dict[str, object]] = {}
    for name, value in flat.items():
        part = NESTED.fullmatch(name)
        if part:
            objects.setdefault(part["name"], {})[part["key"]] = value
        else:
            plain[name] = value
    return {**objects, **plain}


def with_paging(query: SearchQuery, parameters: dict[str, Any]) -> SearchQuery:
    """`parameters`: of PageSerializer. Without them, the query's own limit and offset stay."""
    return replace(query, **parameters)


def next_page(request: Request, *, path: str, query: SearchQuery, page: SearchPage) -> str | None:
    offset = query.offset + query.limit
    if not page.hits or offset >= page.ranked or offset > MAX_OFFSET:
        return None
    others = [
        (name, value)
        for name, values in request.query_params.lists()
        if name not in {"limit", "offset"}
        for value in values
    ]
    parameters = urlencode([*others, ("limit", query.limit), ("offset", offset)])
    return str(request.build_absolute_uri(f"{path}?{parameters}"))
