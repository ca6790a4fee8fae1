"""Indexing rounds in parallel threads: one loads or stores while the other encodes.

Encoding keeps one core busy, loading and storing another. A single thread would leave each of them
idle half the time.
"""

import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from catalog.indexing.batch import index_due

PARALLEL_ROUNDS = 2


def index_all_due(*, until: float) -> bool:
    """Index until nothing is due or time.monotonic() passes `until`.

    Returns whether nothing was due at the end. Raises EncoderError before anything is claimed.
    """
    with ThreadPoolExecutor(PARALLEL_ROUNDS) as pool:
        threads = [pool.submit(_index_all_due, until) for _ in range(PARALLEL_ROUNDS)]
    finished = [thread.result() for thread in threads]
    return all(finished)


def _index_all_due(until: float) -> bool:
    try:
        while index_due().claimed:
            if time.monotonic() > until:
                return False
        return True
    finally:
        connection.close()  # returns this thread's connection to the pool
