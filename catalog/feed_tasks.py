"""The Celery task that fetches feeds from their addresses. Beat sends it every 20 seconds."""

from functools import partial

from celery import shared_task
from django.db import transaction

from catalog import tasks
from catalog.ingest.feed_addresses.queue import begin_due_fetches
from catalog.waking import allow_next_wake, wake_once


def wake_feed_fetching() -> None:
    """Have due feeds fetched once the transaction is committed."""
    transaction.on_commit(partial(wake_once, fetch_feeds))


@shared_task(expires=60)
def fetch_feeds() -> None:
    """Begin to fetch due feeds."""
    allow_next_wake(fetch_feeds)
    begin_due_fetches(on_end=_continue)


def _continue(run_id: int | None) -> None:
    """Called in a thread of its own when a fetch has ended: there is room for another."""
    if run_id is not None:
        tasks.wake_import(run_id)
    wake_once(fetch_feeds)
