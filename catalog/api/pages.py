"""Paging: the query string of a request, and the URL of the page after it."""

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

MAX_QUERY_STRING = 8_192
NESTED = re.compile(r"(?P<name>[^\[\]]+)\[(?P<key>[^\[\]]+)\]")


def query_parameters(request: Request, serializer: type[StrictSerializer]) -> dict[str, Any]:
    """The query string, checked. Raises ValidationError."""
    if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY_STRING:
        raise ValidationError([f"The query string is longer than {MAX_QUERY_STRING} characters."])
    checked = serializer(data=_nested(plain_values(request.query_params)))
    checked.is_valid(raise_exception=True)
    found: dict[str, Any] = checked.validated_data
    return found


def _nested(flat: dict[str, object]) -> dict[str, object]:
    """`attributes[color]=blue` to {"attributes": {"color": "blue"}}, OpenAPI's deepObject."""
    plain: dict[str, object] = {}
    objects: dict[str, dict[str, object]] = {}
    for name, value in flat.items():
        part = NESTED.fullmatch(name)
        if part:
            objects.setdefault(part["name"], {})[part["key"]] = value
        else:
            plain[name] = value
    return {**objects, **plain}


def of_page(query: SearchQuery, parameters: dict[str, Any]) -> SearchQuery:
    """`parameters`: validated PageSerializer; what they leave out stays as it was."""
    return replace(query, **parameters)


def next_page(request: Request, *, path: str, query: SearchQuery, page: SearchPage) -> str | None:
    offset = query.offset + query.limit
    if not page.hits or offset >= page.ranked or offset > MAX_OFFSET:
        return None
    kept = [
        (name, value)
        for name, values in request.query_params.lists()
        if name not in {"limit", "offset"}
        for value in values
    ]
    parameters = urlencode([*kept, ("limit", query.limit), ("offset", offset)])
    return str(request.build_absolute_uri(f"{path}?{parameters}"))
