"""Computing the items of an iterator ahead, in a thread."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

AHEAD: Final = 2

Item = TypeVar("Item")


def computed_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Yield the items of an endless iterator. A thread computes the next ones meanwhile, which
    pays if they spend their time outside Python. Its errors are raised here.
    """
    with ThreadPoolExecutor(1) as thread:
        pending = deque(thread.submit(next, items) for _ in range(AHEAD))
        while True:
            yield pending.popleft().result()
            pending.append(thread.submit(next, items))
