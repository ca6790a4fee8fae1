"""Telling how far a long run is."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Step = Callable[[int], None]
Watch = Callable[[str, int], Step]
"""Called with what is being done and how many steps it has; returns what counts them."""

T = TypeVar("T")


def counted(some: Iterable[T], step: Step) -> Iterator[T]:
    for one in some:
        yield one
        step(1)
