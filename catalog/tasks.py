"""What workers do: id in, fetch, one call. The rows say what is pending; tasks only wake."""

import logging
import time
from functools import partial

from celery import Task, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from catalog.ingest import run as importing
from catalog.ingest.photo_queue import fetch_due_photos
from catalog.models import ImportRun, Photo

logger = logging.getLogger(__name__)

FETCHING_SECONDS = 5 * 60
FETCHED_AT_ONCE = 16


def wake_import(run_id: int) -> None:
    """Have an import worked on, once it is committed. Without broker the sweep finds it."""
    transaction.on_commit(partial(_send, run_import, run_id))


def wake_photo_fetching() -> None:
    """Have pending photos fetched, once they are committed. Without broker the sweep does."""
    transaction.on_commit(partial(_send, fetch_photos))


def wake_indexing() -> None:
    """Replaced by the indexing's own on merge."""


@shared_task
def run_import(run_id: int) -> None:
    """Do an import, or as much of it as fits into a task."""
    # Products are embedded while the rest of a long import still runs.
    following = importing.run_import(run_id, watch=lambda _rows: wake_indexing())
    _send(fetch_photos)
    if following is not None:
        _send(run_import, following)


@shared_task(expires=60)
def fetch_photos() -> None:
    """Fetch the photos that feeds named by address."""
    until = time.monotonic() + FETCHING_SECONDS
    while fetch_due_photos(FETCHED_AT_ONCE) == FETCHED_AT_ONCE:
        wake_indexing()
        if time.monotonic() > until:
            _send(fetch_photos)
            break
    wake_indexing()


def resume_imports_and_photos() -> None:
    """For the sweep: what a lost broker or a dead worker forgot."""
    for run_id in ImportRun.objects.due().order_by("pk").values_list("pk", flat=True):
        _send(run_import, run_id)
    if Photo.objects.exclude(source_url="").due().exists():
        _send(fetch_photos)


def _send(task: "Task[..., None]", *arguments: int) -> None:
    try:
        task.delay(*arguments)
    except OperationalError as error:
        logger.warning("Broker unreachable, %s waits for the sweep: %s", task.name, error)
