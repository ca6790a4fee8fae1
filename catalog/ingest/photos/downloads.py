"""The visits under way in this process.

They end in threads of their own, so that no task waits for a server that does not answer.
"""

from collections import Counter
from collections.abc import Callable
from threading import Condition, Thread
from typing import Final

from catalog.ingest.photos.visit import MAX_THREADS as MAX_HOST_THREADS
from catalog.ingest.photos.visit import Visit

MAX_THREADS: Final = 24
# So that servers of one merchant that do not answer leave room for the others.
MAX_MERCHANT_THREADS: Final = 8


class Downloads:
    def __init__(self) -> None:
        self._threads: Counter[int] = Counter()  # by merchant
        self._changed = Condition()

    @property
    def free_hosts(self) -> int:
        """For how many more hosts there are threads."""
        with self._changed:
            return (MAX_THREADS - self._threads.total()) // MAX_HOST_THREADS

    @property
    def full_merchants(self) -> list[int]:
        """The merchants for whom there is no thread left."""
        limit = MAX_MERCHANT_THREADS - MAX_HOST_THREADS
        with self._changed:
            return [merchant for merchant, number in self._threads.items() if number > limit]

    def start(self, visit: Visit, on_end: Callable[[], None]) -> None:
        """Visit a host in threads of its own. `on_end` is called in the last of them."""
        count, merchant = visit.threads, visit.host.merchant_id
        with self._changed:
            self._threads[merchant] += count

        def work() -> None:
            try:
                visit.work(on_end)
            finally:
                with self._changed:
                    self._threads[merchant] -= 1
                    self._changed.notify_all()

        for _ in range(count):
            # Daemons: a worker that stops does not wait for them, and their leases end.
            Thread(target=work, daemon=True, name=f"photos of {visit.host}").start()

    def wait_for_change(self, seconds: float) -> bool:
        """Wait until a thread has ended. Returns False if none did, or none was running."""
        with self._changed:
            return self._threads.total() > 0 and self._changed.wait(seconds)


downloads: Final = Downloads()
