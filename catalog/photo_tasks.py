"""The task that makes renditions of photos, behind all other work."""

import time

from celery import shared_task

from catalog.ingest.photos.rendering import render_due
from catalog.models import ImportRun, PhotoHost, ProductIndexing
from catalog.models.imports import ACTIVE
from catalog.waking import allow_next_wake, wake_once

SLICE_SECONDS = 1.0


@shared_task(expires=60)
def render_photos() -> None:
    """Make renditions for a second, and go on only if nothing else waits for a worker.

    If something does, the sweep gives it another second twenty seconds later. So a shop that always
    imports gets its renditions too.
    """
    allow_next_wake(render_photos)
    if not render_due(until=time.monotonic() + SLICE_SECONDS) and not _others_wait():
        wake_once(render_photos)


def _others_wait() -> bool:
    return (
        ProductIndexing.objects.all().due().exists()
        or ImportRun.objects.filter(state__in=ACTIVE).exists()
        or PhotoHost.objects.all().due().exists()
    )
