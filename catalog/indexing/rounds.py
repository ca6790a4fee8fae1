"""Rounds of indexing, two at once: one is read, decoded or stored while the other is encoded.

Each takes a core by turns: alone, a round leaves one idle for half of its time.
"""

import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from catalog.indexing.batch import index_due

AT_ONCE = 2


def index_all_due(*, until: float) -> bool:
    """Whether nothing is left, or whether time.monotonic() has passed `until` before that.

    Raises EncoderError before anything is claimed.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        rounds = [pool.submit(_index_all_due, until) for _ in range(AT_ONCE)]
    outcomes = [one.result() for one in rounds]
    return all(outcomes)


def _index_all_due(until: float) -> bool:
    try:
        while index_due().claimed:
            if time.monotonic() > until:
                return False
        return True
    finally:
        connection.close()  # this thread's own: it goes back to the pool
