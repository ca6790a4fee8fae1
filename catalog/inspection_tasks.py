"""Celery tasks of catalog/inspection. The rows say what is due, as in catalog/tasks.py."""

import logging
import time
from functools import partial

from celery import Task, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from catalog.inspection.changes import find_changed
from catalog.inspection.deciding import write_decided
from catalog.inspection.slices import inspect_due
from catalog.tasks import SLICE_SECONDS, wake_indexing

logger = logging.getLogger(__name__)


def wake_writing() -> None:
    """Have decided proposals written once the transaction is committed."""
    transaction.on_commit(partial(_enqueue, write_proposals))


@shared_task(expires=60)
def inspect_catalogs() -> None:
    """Look which catalogs have changed, and inspect them."""
    until = time.monotonic() + SLICE_SECONDS
    if not (find_changed(until=until) and inspect_due(until=until)):
        _enqueue(inspect_catalogs)


@shared_task(expires=60)
def write_proposals() -> None:
    """Write the products whose proposals were accepted or taken back."""
    if not write_decided(until=time.monotonic() + SLICE_SECONDS):
        _enqueue(write_proposals)
    wake_indexing()


def _enqueue(task: "Task[..., None]") -> None:
    """If the broker is down, the schedule enqueues it later."""
    try:
        task.delay()
    except OperationalError as error:
        logger.warning("Broker unreachable, %s waits for the schedule: %s", task.name, error)
