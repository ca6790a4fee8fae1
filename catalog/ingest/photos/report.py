"""What a merchant reads about the photos of a run: failures by cause, and servers that rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.utils import timezone

from catalog.models import ImportRun, Photo, PhotoHost, WorkState

MAX_CAUSES: Final = 20
MAX_EXAMPLES: Final = 3  # of each cause
MAX_HOSTS: Final = 5
_FAILURES: Final = """
SELECT reason, revalidation = 'failed', count(*), (array_agg(id ORDER BY id))[:%s]
FROM catalog_photo
WHERE import_run_id = %s AND (state = 'failed' OR revalidation = 'failed')
GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoFailure:
    """Photos that failed for one reason."""

    reason: str
    keeps_picture: bool  # whether the former picture is still there
    count: int
    examples: tuple[Photo, ...]  # with their products


def photo_failures(run: ImportRun) -> list[PhotoFailure]:
    """Return the most frequent failures of the run's photos first."""
    with connection.cursor() as cursor:
        cursor.execute(_FAILURES, [MAX_EXAMPLES, run.pk, MAX_CAUSES])
        rows = cursor.fetchall()
    photos = Photo.objects.select_related("product").in_bulk(
        [key for row in rows for key in row[3]]
    )
    return [
        PhotoFailure(
            reason=reason,
            keeps_picture=keeps_picture,
            count=count,
            examples=tuple(_present(photos, keys)),
        )
        for reason, keeps_picture, count, keys in rows
    ]


def resting_hosts(run: ImportRun) -> list[PhotoHost]:
    """Return servers of the run's merchant that did not answer, and are left alone for a while."""
    hosts = PhotoHost.objects.filter(merchant=run.merchant_id, state=WorkState.PENDING)
    resting = hosts.filter(due_at__gt=timezone.now()).exclude(reason="")
    return list(resting.order_by("due_at")[:MAX_HOSTS])


def _present(photos: dict[int, Photo], keys: Iterable[int]) -> Iterable[Photo]:
    """Leave out those that were deleted in between."""
    return (photos[key] for key in keys if key in photos)
