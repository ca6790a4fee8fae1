"""What a query excludes: "without stripes", "no logo", "-floral", "ohne Streifen oder Punkte"."""

from dataclasses import dataclass

from catalog.search.understanding.prices import read_price
from catalog.search.understanding.reading import Reading
from catalog.search.understanding.tokens import Span

_MAX_WORDS = 3
_MAX_DETERMINERS = 2


@dataclass(frozen=True, slots=True)
class ExcludedPhrase:
    span: Span  # of "without stripes"
    phrase: str  # "stripes", in lower case


@dataclass(frozen=True, slots=True)
class LackWish:
    """ "Without sleeves": shops have a word for it, which finds more than an exclusion would."""

    span: Span
    word: str  # "sleeveless"


def read_exclusion(reading: Reading, at: int) -> tuple[int, ExcludedPhrase] | None:
    """The exclusion that begins at this lexeme, and the index after it."""
    if _is_minus(reading, at):
        end = _word_end(reading, at + 1)
        return end, _excluded(reading, at, at + 1, end)
    start = _after_cue(reading, reading.book.cues.end(reading.lexemes, at), at)
    end = _phrase_end(reading, start) if start > at else start
    return (end, _excluded(reading, at, start, end)) if end > start else None


def read_alternative(reading: Reading, at: int) -> tuple[int, ExcludedPhrase] | None:
    """What goes on with the exclusion before it: "or dots"."""
    start = _after_cue(reading, reading.book.alternatives.end(reading.lexemes, at), at)
    end = _phrase_end(reading, start) if start > at else start
    return (end, _excluded(reading, at, start, end)) if end > start else None


def read_lack(reading: Reading, at: int) -> tuple[int, LackWish] | None:
    start = _after_cue(reading, reading.book.lack_cues.end(reading.lexemes, at), at)
    part = reading.book.lacks.match(reading.lexemes, start) if start > at else None
    if part is None or not _is_over(reading, part[0]) or reading.is_hyphenated(part[0] - 1):
        return None
    return part[0], LackWish(reading.span(at, part[0]), part[1])


def _excluded(reading: Reading, at: int, start: int, end: int) -> ExcludedPhrase:
    phrase = " ".join(reading.span(start, end).of(reading.text).lower().split())
    return ExcludedPhrase(reading.span(at, end), phrase)


def _is_minus(reading: Reading, at: int) -> bool:
    following = reading.get(at + 1)
    return (
        reading.is_symbol(at, "-\u2212")
        and not reading.is_glued(at)
        and following is not None
        and following.glued
        and _is_letters(reading, at + 1)
    )


def _after_cue(reading: Reading, end: int, at: int) -> int:
    """The index where the phrase begins; `at` if the words up to `end` are no cue."""
    if end == at or reading.is_hyphenated(at) or reading.is_hyphenated(end - 1):
        return at
    for _ in range(_MAX_DETERMINERS):
        end = reading.book.determiners.end(reading.lexemes, end)
    return end


def _phrase_end(reading: Reading, at: int) -> int:
    end = at
    for count in range(_MAX_WORDS):
        begins = count > 0 or _is_letters(reading, end)
        if not begins or _is_over(reading, end):
            break
        end = _word_end(reading, end)
    return end


def _word_end(reading: Reading, at: int) -> int:
    """The index after the word and what hyphens tie to it."""
    end = at + 1
    while reading.is_dash(end) and reading.is_glued(end) and reading.is_glued(end + 1):
        end += 2
    return end


def _is_letters(reading: Reading, at: int) -> bool:
    lexeme = reading.get(at)
    return lexeme is not None and lexeme.is_word and lexeme.key[:1].isalpha()


def _is_over(reading: Reading, at: int) -> bool:
    """Whether nothing that could belong to a phrase begins here."""
    lexeme = reading.get(at)
    if lexeme is None or lexeme.kind not in ("word", "number"):
        return True
    stop = reading.book.stops.match(reading.lexemes, at)
    return stop is not None or read_price(reading, at) is not None
