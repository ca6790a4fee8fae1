"""The fetches under way in this process.

Each ends in a thread of its own, so that no task waits for a server that does not answer.
"""

import logging
from collections import Counter
from collections.abc import Callable
from threading import Lock, Thread
from typing import Final

from django.db import connection

from catalog.ingest.feed_addresses.downloading import FeedPolicy
from catalog.ingest.feed_addresses.fetching import fetch
from catalog.models import FeedAddress
from catalog.models.work import Claim

logger = logging.getLogger(__name__)

MAX_FETCHES: Final = 16
MAX_OF_MERCHANT: Final = 2
# Of addresses that failed the last time. The others do not wait for servers that never answer.
MAX_FAILING: Final = 8


class Fetches:
    def __init__(self) -> None:
        self._running: dict[int, FeedAddress] = {}
        self._lock = Lock()

    @property
    def running(self) -> list[FeedAddress]:
        with self._lock:
            return list(self._running.values())

    @property
    def is_full(self) -> bool:
        return len(self.running) >= MAX_FETCHES

    @property
    def has_room_for_failing(self) -> bool:
        failing = [address for address in self.running if address.failures]
        return len(failing) < MAX_FAILING

    @property
    def full_merchants(self) -> list[int]:
        """The merchants for whom no further feed is fetched at the moment."""
        of_merchants = Counter(address.merchant_id for address in self.running)
        return [merchant for merchant, n in of_merchants.items() if n >= MAX_OF_MERCHANT]

    def start(
        self,
        address: FeedAddress,
        claim: Claim,
        policy: FeedPolicy,
        on_end: Callable[[int | None], None],
    ) -> None:
        """Fetch a claimed feed in a thread. It calls `on_end` with the id of a run to wake."""
        with self._lock:
            self._running[address.pk] = address
        # A daemon: a worker that stops does not wait for it, and its lease ends.
        arguments = (address, claim, policy, on_end)
        Thread(target=self._work, args=arguments, daemon=True, name="feed").start()

    def _work(
        self,
        address: FeedAddress,
        claim: Claim,
        policy: FeedPolicy,
        on_end: Callable[[int | None], None],
    ) -> None:
        run_id = None
        try:
            run_id = fetch(address, claim, policy)
        except Exception:
            # It is due again when the lease ends.
            logger.exception("Fetching feed address %d failed", address.pk)
        finally:
            with self._lock:
                del self._running[address.pk]
            try:
                on_end(run_id)
            finally:
                connection.close()  # returns this thread's connection to the pool


fetches: Final = Fetches()
