"""What drf-spectacular cannot see for itself."""

from collections.abc import Mapping

from drf_spectacular.utils import OpenApiParameter

from catalog.api.problems import MEDIA_TYPE
from catalog.api.responses import ProblemSerializer

ATTRIBUTES_PARAMETER = OpenApiParameter(
    name="attributes",
    type={"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    style="deepObject",
    explode=True,
    description="As `attributes[color]=blue`; several values of one name are alternatives.",
)


def problems(*statuses: int) -> Mapping[tuple[int, str], type[ProblemSerializer]]:
    return {(status, MEDIA_TYPE): ProblemSerializer for status in statuses}
