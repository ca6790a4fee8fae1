from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from catalog.api.problem_body import MEDIA_TYPE
from catalog.api.problem_types import PAGES


class InvalidSerializer(serializers.Serializer[dict[str, str]]):
    pointer = serializers.CharField(
        help_text='A JSON pointer to the field, such as "#/filters/price_min"; "#" is the request.'
    )
    detail = serializers.CharField(help_text="What is wrong with it, and what it takes.")


class ProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """An error (RFC 9457)."""

    type = serializers.CharField(
        help_text=f"The kind of error: the address, below {PAGES}, of a page that describes it."
    )
    title = serializers.CharField(help_text="The same for all errors of this type.")
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField(help_text="The cause, and how to fix it.")
    errors = serializers.DictField(  # type: ignore[assignment]  # as `label` elsewhere
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text='Messages by field, such as {"filters.price_min": ["..."]}.',
    )
    invalid = InvalidSerializer(
        many=True, required=False, help_text="The same messages, by JSON pointers."
    )
    request_id = serializers.CharField(
        help_text="The id of the request, under which the shop's log has it."
    )


def problems(*statuses: int) -> Mapping[tuple[int, str], type[ProblemSerializer]]:
    """Return the problems of one operation, for `responses` of @extend_schema.

    ContractSchema adds those that any operation may answer with.
    """
    return {(status, MEDIA_TYPE): ProblemSerializer for status in statuses}
