"""Fetches due photos and waits for their threads, which see only committed rows."""

from typing import Any

from django.db import connection

from catalog.ingest.photos.downloads import downloads
from catalog.ingest.photos.queue import fetch_due_photos
from catalog.remote.photo_fetching import FetchPolicy
from tests.ingest.test_photo_fetching import LOCAL

# Longer than any download takes.
PATIENCE = 30.0


def fetch_all_due(policy: FetchPolicy = LOCAL) -> None:
    while fetch_due_photos(seconds=PATIENCE, policy=policy) or downloads.wait_for_change(PATIENCE):
        pass


def held_connections() -> int:
    """Return how many database connections the threads of this process have taken from the pool."""
    wrapper: Any = connection  # the stubs know no pool
    stats = wrapper.pool.get_stats()
    return int(stats["pool_size"] - stats["pool_available"])
