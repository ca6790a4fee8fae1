from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from catalog.api.problem_body import MEDIA_TYPE


class ProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """An error (RFC 9457)."""

    type = serializers.CharField(help_text='Always "about:blank". `status` tells the kind.')
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="The cause, and how to fix it.")
    errors = serializers.DictField(  # type: ignore[assignment]  # as `label` above
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text='Messages by field, such as {"filters.price_min": ["..."]}.',
    )
    request_id = serializers.CharField(
        required=False, help_text="Only in server errors: the id under which the error is logged."
    )


# Of every operation: keys that are not valid, or not for this.
OF_KEYS = (401, 403)


def problems(*statuses: int) -> Mapping[tuple[int, str], type[ProblemSerializer]]:
    """Return the problems that a view may answer with, for `responses` of @extend_schema."""
    every = sorted({*statuses, *OF_KEYS})
    return {(status, MEDIA_TYPE): ProblemSerializer for status in every}
