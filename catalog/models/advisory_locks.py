"""Postgres' advisory locks: the keys in use, and how to take one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Arbitrary numbers that must differ.
ENCODER_VERSIONS = 7_301_455
INDEX_BUILD = 7_301_456
VOCABULARY = 7_301_457
SEARCH_COUNTS = 7_301_458
MIGRATIONS = 7_340_033
# Added to the id of a merchant.
DOWNLOADS = 7_301_000_000_000


@contextmanager
def advisory_lock_if_free(key: int) -> Iterator[bool]:
    """Hold the lock, unless another session does. Yields whether it was free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        row = cursor.fetchone()
        locked = bool(row and row[0])
        try:
            yield locked
        finally:
            if locked:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
