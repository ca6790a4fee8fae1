"""The Celery application of a worker that may fetch photos and feeds from this machine.

Only for tests: `celery -A tests.loopback_worker worker`.
"""

from typing import Any

from celery.signals import worker_process_init

from shop_search.celery import app

__all__ = ["app"]


@worker_process_init.connect
def allow_loopback(**_signal: Any) -> None:
    # Imported late: the modules need Django to be set up.
    from catalog.ingest.feed_addresses.downloading import FeedPolicy
    from catalog.remote.photo_fetching import FetchPolicy

    for policy in (FetchPolicy, FeedPolicy):
        defaults = policy.__init__.__kwdefaults__
        assert defaults
        defaults["allow_loopback"] = True
