"""Which photos an import has fetched from their addresses, and which of them it names again."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from catalog.ingest.photo_changes import PhotoChanges
from catalog.models import ImportRun, Photo, WorkState

# A merchant who imports again has often repaired the server. An hourly feed tries as often.
RETRY_AFTER: Final = timedelta(hours=1)


def link_to_run(changes: PhotoChanges, run_id: int) -> PhotoChanges:
    """Let the new photos with an address count for the run."""
    for photo in changes.new:
        if photo.source_url:
            photo.import_run_id = run_id
    return changes


def fetch_named_again(run_id: int, photo_changes: Iterable[PhotoChanges]) -> None:
    """Have those photos fetched that the file names again and whose time has come.

    Call it in the transaction that writes the rows.
    """
    due = [photo.pk for changes in photo_changes for photo in changes.named_again if _is_due(photo)]
    if due:
        Photo.objects.filter(pk__in=due).fetch_again(run=ImportRun(pk=run_id))


def _is_due(photo: Photo) -> bool:
    if photo.state == WorkState.FAILED:
        return photo.due_at < timezone.now() - RETRY_AFTER
    # A file that was uploaded by hand in the picture's place has never been checked.
    max_age = timedelta(days=settings.SHOP_PHOTO_CHECK_DAYS)
    return photo.checked_at is not None and photo.checked_at < timezone.now() - max_age
