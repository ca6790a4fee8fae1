"""Adjacent words of a query with what they mean."""

from dataclasses import dataclass

from catalog.search.understanding.concept import Concept
from catalog.search.understanding.tokens import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A wanted word, corrected."""

    text: str
    span: Span
    typed: str  # not corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Adjacent words of a query, and what the shop means by them."""

    words: tuple[Word, ...]
    kind: Concept | None = None  # what they mean as a kind of product
    other: Concept | None = None  # as an attribute value, a brand, or words for the same
    is_named: bool = False  # the shop has a category, brand or value of this name
    alternatives: tuple["Phrase", ...] = ()  # the phrases that "or" joins to this one
    wording: str = ""  # how the shop says it; "" if it is said as typed

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def is_understood(self) -> bool:
        return bool(self.kind or self.other)

    @property
    def span(self) -> Span:
        return Span(self.words[0].span.start, self.words[-1].span.end)
