"""Queries of which it is known what should be found.

Ids are external ids of products; clicked.py, whose products are of many merchants, has our own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from catalog.pictures.picture import Picture

PhotoSource = Callable[[], Picture]
"""Decodes the photo each time it is asked for: thousands at once would fill the memory."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JudgedQuery:
    """`relevant` is empty where the shop has nothing suitable; `group` joins paraphrases."""

    relevant: frozenset[str]
    photo: PhotoSource | None = None
    text: str = ""
    exclude: tuple[str, ...] = ()
    unwanted: frozenset[str] = frozenset()  # what the exclusion asks to leave out
    itself: str = ""  # the product whose very photo is asked with: not an answer
    group: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """`measures` are names in lab/evaluation/measures.py."""

    name: str
    measures: tuple[str, ...]
    queries: list[JudgedQuery] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranking:
    """What was found, best first; `scores` in deviations above chance where known."""

    query: JudgedQuery
    found: tuple[str, ...]
    scores: tuple[float, ...] = ()
