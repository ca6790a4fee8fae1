"""Everything in a query that is an expression, with its characters, and the words that are left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from catalog.search.understanding.exclusions import (
    ExcludedPhrase,
    LackWish,
    read_alternative,
    read_exclusion,
    read_lack,
)
from catalog.search.understanding.phrasebook import phrase_book
from catalog.search.understanding.prices import PriceBounds, read_price
from catalog.search.understanding.reading import Reading
from catalog.search.understanding.tokens import Span, lexemes_outside
from catalog.search.understanding.wishes import (
    AvailabilityWish,
    Request,
    SizeWish,
    SortWish,
    read_availability,
    read_request,
    read_size,
    read_sort,
)

Expression: TypeAlias = (
    PriceBounds | ExcludedPhrase | LackWish | SortWish | AvailabilityWish | SizeWish | Request
)
Found = TypeVar("Found", bound=Expression)
Reader: TypeAlias = Callable[[Reading, int], tuple[int, Expression] | None]
_ANYWHERE: tuple[Reader, ...] = (
    read_size, read_price, read_sort, read_availability, read_lack, read_request,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expressions:
    """No two of them overlap. `residual`: what is left, in order; `head_end`: where the first
    prepositional phrase begins ("dress | with belt"), else the end of the text."""

    found: tuple[Expression, ...]
    residual: tuple[Span, ...]
    head_end: int

    def of(self, kind: type[Found]) -> tuple[Found, ...]:
        return tuple(expression for expression in self.found if isinstance(expression, kind))

    @property
    def prices(self) -> tuple[PriceBounds, ...]:
        return self.of(PriceBounds)

    @property
    def excluded(self) -> tuple[ExcludedPhrase, ...]:
        return self.of(ExcludedPhrase)

    @property
    def lacks(self) -> tuple[LackWish, ...]:
        return self.of(LackWish)

    @property
    def sorts(self) -> tuple[SortWish, ...]:
        return self.of(SortWish)

    @property
    def availability(self) -> tuple[AvailabilityWish, ...]:
        return self.of(AvailabilityWish)

    @property
    def sizes(self) -> tuple[SizeWish, ...]:
        return self.of(SizeWish)


def read_expressions(
    text: str,
    languages: Sequence[str],
    protected: Sequence[Span] = (),
    *,
    beside_image: bool = False,
) -> Expressions:
    """The expressions of all these languages. Nothing is read into `protected` spans, such as a
    brand that the shop has: "No Frumpel". Beside an image, "without stripes" excludes stripes; as
    the only words of a query, it would exclude them from nothing."""
    found = lexemes_outside(text, protected)
    walk = _Walk(Reading(text, found, phrase_book(tuple(languages))), wanted=beside_image)
    walk.run()
    head_end = len(text) if walk.head_end is None else walk.head_end
    return Expressions(tuple(walk.found), _residual(text, walk.found), head_end)


class _Walk:
    """From left to right, the first reader that recognises something takes its lexemes."""

    def __init__(self, reading: Reading, *, wanted: bool) -> None:
        self._reading = reading
        self._taken = 0  # index after the last expression
        self._wanted = wanted  # something that is wanted stands before
        self.found: list[Expression] = []
        self.head_end: int | None = None

    def run(self) -> None:
        at = 0
        while at < len(self._reading.lexemes):
            at = self._take(at) or self._leave(at)

    def _take(self, at: int) -> int | None:
        if self._reading.book.set_phrases.match(self._reading.lexemes, at):
            return None
        for read in self._readers(at):
            if match := read(self._reading, at):
                end, expression = match
                if isinstance(expression, Request) and not self._is_polite(end):
                    continue
                self._add(at, end, expression)
                return end
        return None

    def _readers(self, at: int) -> tuple[Reader, ...]:
        if not self._wanted:
            return _ANYWHERE
        goes_on = self._taken == at > 0 and isinstance(self.found[-1], ExcludedPhrase)
        return (*_ANYWHERE, read_exclusion, *((read_alternative,) if goes_on else ()))

    def _is_polite(self, end: int) -> bool:
        """Whether the words up to `end` open or close the query: not "all i want is you"."""
        return not self._wanted or end == len(self._reading.lexemes)

    def _add(self, at: int, end: int, expression: Expression) -> None:
        start = at
        while start > self._taken and self._is_joint(start - 1):
            start -= 1
        self.found.append(replace(expression, span=self._reading.span(start, end)))
        self._join_prices(follows=start == self._taken)
        self._taken = end
        self._wanted = self._wanted or not isinstance(expression, Request)

    def _join_prices(self, *, follows: bool) -> None:
        """Make one of the last two expressions, if they are the two sides of a price range."""
        match self.found[-2:]:
            case [PriceBounds() as one, PriceBounds() as other] if follows:
                if joined := one.joined(other):
                    self.found[-2:] = [joined]

    def _is_joint(self, at: int) -> bool:
        conjunction = self._reading.book.conjunctions.end(self._reading.lexemes, at) == at + 1
        return conjunction or self._reading.is_symbol(at, ",;")

    def _leave(self, at: int) -> int:
        reading, book = self._reading, self._reading.book
        end = book.set_phrases.end(reading.lexemes, at)
        if end > at:
            self._wanted = True
            return end
        if book.prepositions.match(reading.lexemes, at) and not reading.is_hyphenated(at):
            self._end_head(at)
        elif not self._says_nothing(at):
            self._wanted = True
        return at + 1

    def _end_head(self, at: int) -> None:
        if self._wanted and self.head_end is None and at + 1 < len(self._reading.lexemes):
            self.head_end = self._reading.lexemes[at].span.start

    def _says_nothing(self, at: int) -> bool:
        book = self._reading.book
        tables = (book.small_words, book.conjunctions, book.cues)
        symbol = self._reading.lexemes[at].kind == "symbol"
        return symbol or any(table.match(self._reading.lexemes, at) for table in tables)


def _residual(text: str, found: Sequence[Expression]) -> tuple[Span, ...]:
    ends = [0, *(expression.span.end for expression in found)]
    starts = [*(expression.span.start for expression in found), len(text)]
    gaps = (Span(end, start).trimmed(text) for end, start in zip(ends, starts, strict=True))
    return tuple(gap for gap in gaps if any(map(str.isalnum, gap.of(text))))
