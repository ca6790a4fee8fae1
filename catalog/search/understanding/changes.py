"""Changes of a typed text: other words for some of its spans."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from catalog.search.understanding.phrase import Word
from catalog.search.understanding.tokens import Span

# What stands in the place of a span. An empty span is a place to insert.
Changes: TypeAlias = Mapping[Span, str]


def corrections(parts: Iterable[Sequence[Word]]) -> dict[Span, str]:
    """The misspelt words as they are spelled, and the spaces that were left out."""
    changes: dict[Span, str] = {}
    for words in parts:
        changes |= {word.span: word.text for word in words if word.text != word.typed}
        ends = [(one.span.end, other.span.start) for one, other in pairwise(words)]
        changes |= {Span(end, start): " " for end, start in ends if end == start}
    return changes


def changed(text: str, changes: Changes, part: Span) -> str:
    """Return a part of the text with its changes; the longer of two that overlap."""
    pieces, at = [], part.start
    for span in sorted(changes, key=_order):
        if at <= span.start and span.end <= part.end:
            pieces += [text[at : span.start], changes[span]]
            at = span.end
    return "".join([*pieces, text[at : part.end]])


def _order(span: Span) -> tuple[int, bool, int]:
    return span.start, span.start < span.end, -span.end
