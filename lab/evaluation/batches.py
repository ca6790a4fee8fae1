"""Parts of something long, one at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(some: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(some)
    while batch := list(islice(rest, size)):
        yield batch
