"""One operation of the OpenAPI document."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from catalog.api.contract.examples import example_of
from catalog.api.contract.idempotency import PARAMETER, REPLAYED, STATUSES
from catalog.api.contract.responses import (
    RATE_LIMIT_HEADERS,
    REQUEST_ID_HEADER,
    header_ref,
    response_ref,
)
from catalog.api.fields import StrictSerializer
from catalog.api.json_types import decimal_pattern
from catalog.api.problem_body import MEDIA_TYPE

# What the web server, the limits and the keys may answer to any request, and to one with a body.
ALWAYS = (400, 401, 403, 406, 414, 429, 431, 500, 503)
WITH_BODY = (408, 411, 413, 415)
Schema = dict[str, Any]


class ContractSchema(AutoSchema):
    _maps_parameters = False

    def get_operation(self, *arguments: Any, **named: Any) -> Schema | None:
        operation: Schema | None = super().get_operation(*arguments, **named)
        if operation and "requestBody" in operation:
            operation["requestBody"]["required"] = True
        return operation

    def get_summary(self) -> str | None:
        return self.get_description().partition("\n")[0].rstrip(".") or None

    # --- Requests -----------------------------------------------------------------------

    def _takes_key(self) -> bool:
        return self.method == "POST" and getattr(self.view, "post_takes_idempotency_key", False)

    def _get_parameters(self) -> list[Schema]:
        parameters: list[Schema] = super()._get_parameters()
        return [*parameters, PARAMETER] if self._takes_key() else parameters

    def _process_override_parameters(self, direction: str = "request") -> Any:
        self._maps_parameters = True
        try:
            return super()._process_override_parameters(direction)
        finally:
            self._maps_parameters = False

    def _map_basic_serializer(self, serializer: Any, direction: str) -> Schema:
        schema: Schema = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, StrictSerializer):
            schema["additionalProperties"] = False
            if "__doc__" not in vars(type(serializer)) or not type(serializer).__doc__:
                schema.pop("description", None)  # that of StrictSerializer
        return schema

    def _get_serializer_field_meta(self, field: Any, direction: str) -> Schema:
        meta: Schema = super()._get_serializer_field_meta(field, direction)
        if self._may_be_null(field):
            meta["nullable"] = True
        if direction == "request" and _refuses_blank(field):
            meta["pattern"] = r"\S"
        return meta

    def _may_be_null(self, field: Any) -> bool:
        """A query string has no null, but StrictSerializer takes it for absent in a body."""
        parent = getattr(field, "parent", None)
        absent = isinstance(parent, StrictSerializer) and parent.null_means_absent
        return absent and not self._maps_parameters and not field.required

    def _map_serializer_field(
        self, field: Any, direction: Any, bypass_extensions: Any = False
    ) -> Any:
        schema = super()._map_serializer_field(field, direction, bypass_extensions)
        if direction == "request" and isinstance(field, serializers.DecimalField):
            schema["pattern"] = decimal_pattern(field)
        if schema and "enum" in schema and self._may_be_null(field) and None not in schema["enum"]:
            schema["enum"].append(None)
        if isinstance(field, serializers.DecimalField):
            # With it, some generators write a number, which could be rounded.
            del schema["format"]
        return schema

    def _get_request_body(self, direction: str = "request") -> Schema | None:
        body: Schema | None = super()._get_request_body(direction)
        if body and (example := example_of(self.get_operation_id(), "request")):
            next(iter(body["content"].values()))["example"] = example
        return body

    # --- Responses ----------------------------------------------------------------------

    def _get_response_bodies(self, direction: Any = "response") -> Schema:
        bodies: Schema = super()._get_response_bodies(direction)
        own = {
            int(status) for status, body in bodies.items() if MEDIA_TYPE in body.get("content", {})
        }
        successes = {
            status: self._success(body) for status, body in bodies.items() if int(status) not in own
        }
        problems = {str(status): response_ref(status) for status in sorted({*own, *self._always()})}
        return {**successes, **problems}

    def _always(self) -> Iterable[int]:
        yield from ALWAYS
        if self.method in {"POST", "PUT", "PATCH", "DELETE"}:
            yield from WITH_BODY
        if self._takes_key():
            yield from STATUSES
        if "{" in self.path:
            yield 404

    def _success(self, body: Schema) -> Schema:
        own = {name: header_ref(name) for name in body.get("headers", {})}
        replayed = {REPLAYED: header_ref(REPLAYED)} if self._takes_key() else {}
        body["headers"] = {**own, **replayed, **REQUEST_ID_HEADER, **RATE_LIMIT_HEADERS}
        example = example_of(self.get_operation_id(), "response")
        if example is not None:
            for content in body.get("content", {}).values():
                content["example"] = example
        return body


def _refuses_blank(field: Any) -> bool:
    return type(field) is serializers.CharField and field.trim_whitespace and not field.allow_blank
