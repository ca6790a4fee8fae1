"""Counts requests in the memory of one process, while Redis is down.

A window begins with a client's first request, so that up to twice the limit may pass within a
minute. Only a time and a number are kept for each client, and only of the MAX_CLIENTS latest.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

SECONDS = 60.0
# About 3 MB.
MAX_CLIENTS = 10_000


@dataclass(frozen=True, slots=True)
class Counted:
    is_allowed: bool
    remaining: int
    seconds: int


class LocalWindows:
    def __init__(
        self, max_clients: int = MAX_CLIENTS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._max_clients = max_clients
        self._clock = clock
        self._lock = Lock()
        # From a client to the beginning of its window and the number of its requests in it.
        self._windows: OrderedDict[Hashable, tuple[float, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._windows)

    def use(self, client: Hashable, limit: int, cost: int = 1) -> Counted:
        """Count `cost` requests, unless they would exceed the `limit` of this window."""
        with self._lock:
            now = self._clock()
            began, number = self._windows.pop(client, (now, 0))
            if now >= began + SECONDS:
                began, number = now, 0
            is_allowed = number + cost <= limit
            self._windows[client] = began, number + cost * is_allowed
            if len(self._windows) > self._max_clients:
                self._windows.popitem(last=False)
        seconds = max(1, math.ceil(began + SECONDS - now))
        return Counted(is_allowed, max(0, limit - number - cost * is_allowed), seconds)
