"""Order, availability and size that a query asks for: "cheapest", "in stock", "size 42"."""

from dataclasses import dataclass

import regex

from catalog.search.query import Sort
from catalog.search.understanding.amounts import has_unit
from catalog.search.understanding.phrasebook import PhraseTable
from catalog.search.understanding.reading import Reading
from catalog.search.understanding.tokens import Span

# "w32", "42eu", "34b", "2t"; ½ is folded to "1 2".
_SIZE = regex.compile(r"[a-z]{0,2}+[0-9]{1,3}+[a-z]{0,2}+|[0-9] [0-9]")
_LONGEST_AFFIX = 2


@dataclass(frozen=True, slots=True)
class SortWish:
    span: Span
    sort: Sort


@dataclass(frozen=True, slots=True)
class AvailabilityWish:
    span: Span


@dataclass(frozen=True, slots=True)
class SizeWish:
    span: Span
    value: str  # as typed


@dataclass(frozen=True, slots=True)
class Request:
    """ "Show me", "please": says that something is wanted, not what."""

    span: Span


def read_sort(reading: Reading, at: int) -> tuple[int, SortWish] | None:
    match = _phrase(reading, reading.book.sorts, at)
    return match and (match[0], SortWish(reading.span(at, match[0]), Sort(match[1])))


def read_availability(reading: Reading, at: int) -> tuple[int, AvailabilityWish] | None:
    match = _phrase(reading, reading.book.available, at)
    return match and (match[0], AvailabilityWish(reading.span(at, match[0])))


def read_request(reading: Reading, at: int) -> tuple[int, Request] | None:
    match = _phrase(reading, reading.book.requests, at)
    return match and (match[0], Request(reading.span(at, match[0])))


def read_size(reading: Reading, at: int) -> tuple[int, SizeWish] | None:
    match = _phrase(reading, reading.book.size_cues, at)
    if match is None:
        return None
    start = match[0] + reading.is_symbol(match[0], ".:")
    end = _size_end(reading, start)
    if end == start or has_unit(reading, end):
        return None
    return end, SizeWish(reading.span(at, end), reading.span(start, end).of(reading.text))


def _phrase(reading: Reading, table: PhraseTable[str], at: int) -> tuple[int, str] | None:
    match = table.match(reading.lexemes, at)
    if match is None or reading.is_hyphenated(at) or reading.is_hyphenated(match[0] - 1):
        return None
    return match


def _size_end(reading: Reading, at: int) -> int:
    """The index after "42", "7½", "10-12", "32/34", "34B" or "x-large"; `at` if none is here."""
    named = reading.book.size_values.end(reading.lexemes, at)
    if named > at:
        return named
    end = _one_size_end(reading, at)
    if end > at and reading.is_glued(end) and (reading.is_dash(end) or reading.is_symbol(end, "/")):
        return max(end, _one_size_end(reading, end + 1))
    return end


def _one_size_end(reading: Reading, at: int) -> int:
    lexeme = reading.get(at)
    if lexeme is None or not lexeme.is_number:
        is_size = lexeme is not None and lexeme.is_word and _SIZE.fullmatch(lexeme.key)
        return at + 1 if is_size else at
    suffix = reading.get(at + 1)
    if suffix is not None and suffix.glued and suffix.is_word:
        short = len(suffix.key) <= _LONGEST_AFFIX or _SIZE.fullmatch(suffix.key)
        return at + 2 if short else at
    return at + 1
