"""A limit on the memory that this process uses for decoding photos at the same time."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.utils.translation import gettext

from catalog.pictures.errors import BrokenPicture, DecodingBusy

# Seconds that a shopper's request waits for memory, while it holds a server thread.
QUEUE_TIMEOUT = 2.0
# A reservation with a timeout is refused at once if this many threads already wait in its lane.
MAX_WAITING = 4


class Lane:
    """A part of the budget: first come, first served, so small photos never starve large ones."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._free = size
        self._queue: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def reserve(self, needed: int, timeout: float | None) -> Iterator[None]:
        """Hold `needed` bytes, at most `size`, within the block. Raises DecodingBusy.

        `timeout` is as in `reserve_memory`.
        """
        self._acquire(needed, timeout)
        try:
            yield
        finally:
            with self._changed:
                self._free += needed
                self._changed.notify_all()

    def _acquire(self, needed: int, timeout: float | None) -> None:
        ticket = object()
        with self._changed:
            if timeout is not None and len(self._queue) >= MAX_WAITING:
                raise DecodingBusy
            self._queue.append(ticket)
            try:
                if not self._changed.wait_for(
                    lambda: self._queue[0] is ticket and self._free >= needed, timeout
                ):
                    raise DecodingBusy
                self._free -= needed
            finally:
                self._queue.remove(ticket)
                self._changed.notify_all()


class Budget:
    """The memory budget, in two lanes, so that ordinary photos do not queue behind large ones.

    With the default SHOP_DECODING_MB, a phone's 12-megapixel JPEG or HEIC is ordinary.
    """

    def __init__(self, size: int) -> None:
        self._ordinary, self._large = Lane(size // 3), Lane(size - size // 3)

    def lane(self, needed: int) -> Lane:
        """The lane for a photo that takes `needed` bytes.

        Raises BrokenPicture if even the larger lane has fewer.
        """
        if needed > self._large.size:
            raise BrokenPicture(
                gettext(
                    "Opening this photo takes {needed} MB of memory, and at most {allowed} MB are "
                    "allowed. Reduce its size and resend it."
                ).format(needed=_megabytes(needed), allowed=_megabytes(self._large.size))
            )
        return self._ordinary if needed <= self._ordinary.size // 2 else self._large


@cache
def get_budget(size: int) -> Budget:
    """This process's budget of `size` bytes."""
    return Budget(size)


@contextmanager
def reserve_memory(needed: int, timeout: float | None) -> Iterator[None]:
    """Hold `needed` bytes of the process's budget within the block, after waiting for them.

    Waits at most `timeout` seconds. None waits without limit, as decoding is quick.
    Raises DecodingBusy after the timeout or when the queue is full, and BrokenPicture if no lane of
    the budget is large enough.
    """
    with get_budget(settings.SHOP_DECODING_BYTES).lane(needed).reserve(needed, timeout):
        yield


def _megabytes(count: int) -> int:
    return -(-count // 1024**2)
