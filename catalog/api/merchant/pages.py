"""Lists of any length, by cursor: the id after which a page begins."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from catalog.api.fields import StrictSerializer
from catalog.search.query import MAX_ID

M = TypeVar("M", bound=Model)
MAX_LIMIT: Final = 100
DEFAULT_LIMIT: Final = 50
MAX_CURSOR: Final = 40  # characters


@extend_schema_field({"type": "string", "maxLength": MAX_CURSOR})
class CursorField(serializers.Field[int, Any, str, Any]):
    """An opaque text of an earlier answer. The value is the id that it stands for."""

    default_error_messages = {"unknown": "Send the cursor of an earlier answer's `next`."}

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, str) or len(data) > MAX_CURSOR:
            self.fail("unknown")
        try:
            key = base64.urlsafe_b64decode(data).decode("ascii")
        except (binascii.Error, ValueError):
            self.fail("unknown")
        if not key.isdecimal() or int(key) > MAX_ID:
            self.fail("unknown")
        return int(key)


class ListSerializer(StrictSerializer):
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_LIMIT, default=DEFAULT_LIMIT
    )
    cursor = CursorField(
        required=False, help_text="Where to go on: take it from `next`, or follow `next` as it is."
    )


@dataclass(frozen=True, slots=True)
class ListPage(Generic[M]):
    results: Sequence[M]
    next: str | None


def page_of(request: Request, rows: QuerySet[M], values: dict[str, Any]) -> ListPage[M]:
    """Return a page of the rows, the newest first: the highest id."""
    if "cursor" in values:
        rows = rows.filter(pk__lt=values["cursor"])
    found = list(rows.order_by("-pk")[: values["limit"] + 1])
    results = found[: values["limit"]]
    more = len(found) > len(results)
    return ListPage(results, _next(request, results[-1].pk, values["limit"]) if more else None)


def _next(request: Request, last: int, limit: int) -> str:
    cursor = base64.urlsafe_b64encode(str(last).encode()).decode()
    others = [
        (name, value)
        for name, values in request.query_params.lists()
        if name not in {"cursor", "limit"}
        for value in values
    ]
    parameters = urlencode([*others, ("limit", limit), ("cursor", cursor)])
    return str(request.build_absolute_uri(f"{request.path}?{parameters}"))
