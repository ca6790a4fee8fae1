"""How many photos are decoded at once in this process: as many as fit the memory set aside."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings

from catalog.pictures.errors import BrokenPicture, DecodingBusy

# Seconds that a shopper's request waits for its turn: it holds a thread meanwhile.
BRIEFLY = 2.0
# So many may wait like that; more are told to come back at once.
MAX_WAITING = 4


class Lane:
    """Bytes that are given out in the order in which they were asked for."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._free = size
        self._queue: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def room(self, needed: int, patience: float | None) -> Iterator[None]:
        """As in `room_for`. Never more than `size`."""
        self._enter(needed, patience)
        try:
            yield
        finally:
            with self._changed:
                self._free += needed
                self._changed.notify_all()

    def _enter(self, needed: int, patience: float | None) -> None:
        turn = object()
        with self._changed:
            if patience is not None and len(self._queue) >= MAX_WAITING:
                raise DecodingBusy
            self._queue.append(turn)
            try:
                if not self._changed.wait_for(
                    lambda: self._queue[0] is turn and self._free >= needed, patience
                ):
                    raise DecodingBusy
                self._free -= needed
            finally:
                self._queue.remove(turn)
                self._changed.notify_all()


class Budget:
    """Two lanes, so that ordinary photos go on while large ones wait for each other.

    At the default setting, photos of 12 megapixels as phones take them, JPEG or HEIC, are ordinary.
    """

    def __init__(self, size: int) -> None:
        self._ordinary, self._large = Lane(size // 3), Lane(size - size // 3)

    def lane(self, needed: int) -> Lane:
        """Raises BrokenPicture where it would never fit."""
        if needed > self._large.size:
            raise BrokenPicture(
                f"Opening this picture takes {_megabytes(needed)} MB of memory, and at most "
                f"{_megabytes(self._large.size)} MB are allowed. Reduce its size and resend it."
            )
        return self._ordinary if needed <= self._ordinary.size // 2 else self._large


@cache
def budget_of(size: int) -> Budget:
    return Budget(size)


@contextmanager
def room_for(needed: int, patience: float | None) -> Iterator[None]:
    """Hold `needed` bytes of the process's budget, after waiting at most `patience` seconds.

    None waits as long as it takes: what is decoded ahead of it is soon done. Raises DecodingBusy,
    and BrokenPicture where it would never fit.
    """
    with budget_of(settings.SHOP_DECODING_BYTES).lane(needed).room(needed, patience):
        yield


def _megabytes(count: int) -> int:
    return -(-count // 1024**2)
