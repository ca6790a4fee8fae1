"""Callbacks that report the progress of an evaluation."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Advance = Callable[[int], None]
AddStage = Callable[[str, int], Advance]
"""Given a stage's description and number of steps, returns what advances it."""

T = TypeVar("T")


def counted(items: Iterable[T], advance: Advance) -> Iterator[T]:
    for item in items:
        yield item
        advance(1)


def no_progress(_description: str, _steps: int) -> Advance:
    """An AddStage that reports nothing."""
    return lambda _done: None
