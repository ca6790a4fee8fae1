"""The format in which synonyms are written, by the shop and in the default lists.

    # a comment
    sofa, couch, settee        each finds the others
    specs => spectacles        who types the left also finds the right
    loveseat ~> sofa           the same, but only where the shop has no loveseats
    couch =>                   nothing more is found

An entry has a line of its own. After a comma it may go on in the next line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from catalog.language.normalise import fold

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_ARROW = re.compile(r"[=~]>")
# What other notations put between words.
_FOREIGN_SIGN = re.compile(r"->|[;|<>=~→⇒↔]")
_SHOWN_CHARACTERS = 30


class SynonymError(ValueError):
    """A line that is not an entry. `line` counts from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(f"Line {line}: {reason}")
        self.reason, self.line = reason, line


class SynonymKind(Enum):
    TWO_WAY = ","
    ONE_WAY = "=>"
    BROADER = "~>"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an entry may hold."""

    phrases: int
    characters: int  # of one phrase


UNLIMITED = Limits(phrases=1_000, characters=100)


@dataclass(frozen=True, slots=True)
class Synonym:
    """Who types `phrase` also finds the `alternatives`, the nearest first; not the reverse.

    Those that are `broader` are for a shop that does not have the phrase itself: where it knows
    loveseats, a loveseat is not just any sofa.
    """

    phrase: str
    alternatives: tuple[str, ...]
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SynonymEntry:
    """One entry, its phrases in lower case. Both sides of a two-way entry are the same."""

    kind: SynonymKind
    left: tuple[str, ...]
    right: tuple[str, ...]

    def synonyms(self) -> Iterator[Synonym]:
        for phrase in self.left:
            found = tuple(other for other in self.right if other != phrase)
            yield Synonym(phrase, found, found if self.kind is SynonymKind.BROADER else ())


def parse_entries(text: str, limits: Limits = UNLIMITED) -> tuple[SynonymEntry, ...]:
    """Read every entry of a text. Raises SynonymError at the first bad line."""
    return tuple(_parse_entry(entry, line, limits) for line, entry in _numbered_entries(text))


def _numbered_entries(text: str) -> Iterator[tuple[int, str]]:
    """Yield each entry, its lines joined, with the number of its first line."""
    first, parts = 0, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        if not (words := _COMMENT.sub("", line).strip()):
            continue
        first = first if parts else number
        parts.append(words)
        if not words.endswith(","):
            yield first, " ".join(parts)
            parts.clear()
    if parts:
        yield first, " ".join(parts)


def _parse_entry(entry: str, line: int, limits: Limits) -> SynonymEntry:
    arrows = _ARROW.findall(entry)
    if len(arrows) > 1:
        raise SynonymError("Only one arrow is possible. Write each entry in its own line.", line)
    left, *right = _ARROW.split(entry)
    typed = _phrases(left, line, limits)
    found = _phrases(right[0], line, limits) if right and right[0].strip() else ()
    kind = SynonymKind(arrows[0]) if arrows else SynonymKind.TWO_WAY
    if reason := _fault_of_sides(kind, typed, found, limits):
        raise SynonymError(reason, line)
    return SynonymEntry(kind, typed, typed if kind is SynonymKind.TWO_WAY else found)


def _fault_of_sides(
    kind: SynonymKind, typed: tuple[str, ...], found: tuple[str, ...], limits: Limits
) -> str:
    if kind is SynonymKind.TWO_WAY and len(typed) == 1:
        return f"“{_short(typed[0])}” stands alone. Add its synonyms, separated by commas."
    if kind is SynonymKind.BROADER and not found:
        return "Nothing stands after “~>”."
    if (count := len(typed) + len(found)) > limits.phrases:
        return f"There are {count} words or phrases, and at most {limits.phrases} are possible."
    both = {fold(phrase) for phrase in typed} & {fold(phrase) for phrase in found}
    return f"“{_short(min(both))}” stands on both sides of the arrow." if both else ""


def _phrases(side: str, line: int, limits: Limits) -> tuple[str, ...]:
    phrases = [" ".join(phrase.lower().split()) for phrase in side.split(",")]
    seen = set[str]()
    for phrase in phrases:
        if reason := _fault(phrase, seen, limits):
            raise SynonymError(reason, line)
        seen.add(fold(phrase))
    return tuple(phrases)


def _fault(phrase: str, seen: set[str], limits: Limits) -> str:
    if not phrase:
        return "A word is missing before or after a comma or an arrow."
    if len(phrase) > limits.characters:
        return f"“{_short(phrase)}” is longer than {limits.characters} characters."
    if sign := _FOREIGN_SIGN.search(phrase):
        return f"“{sign[0]}” has no meaning here. Separate words by a comma, “=>” or “~>”."
    if not (folded := fold(phrase)):
        return f"“{_short(phrase)}” has neither letters nor digits."
    return f"“{_short(phrase)}” is listed twice." if folded in seen else ""


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= _SHOWN_CHARACTERS else f"{phrase[:_SHOWN_CHARACTERS]}…"
