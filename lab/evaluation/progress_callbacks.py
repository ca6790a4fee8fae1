"""Callbacks that report the progress of an evaluation."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Advance = Callable[[int], None]
AddStage = Callable[[str, int], Advance]
"""A function that starts a stage, given its description and step count; returns its Advance."""

T = TypeVar("T")


def counted(items: Iterable[T], advance: Advance) -> Iterator[T]:
    for item in items:
        yield item
        advance(1)


def no_progress(_description: str, _steps: int) -> Advance:
    """An AddStage that reports nothing."""
    return lambda _done: None
