"""Typed text, cut up: words to look up, and lexemes to read expressions from.

Positions are those of the text as typed, in Python characters.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import regex

from catalog.language.normalise import fold

# A word goes on through accents written apart, invisible characters and apostrophes.
_INNER = r"[\p{L}\p{M}\p{N}\p{Cf}_]"
_WORD = rf"[\p{{L}}\p{{M}}\p{{N}}_]{_INNER}*+(?:['\u2019\u02bc]{_INNER}++)*+"
_TOKEN = regex.compile(_WORD)
# With plain spaces, "1 299" is one number only where nothing else can begin.
_MONEY_ENDS = r"(?= \s* (?: $ | [;)] | \p{Sc} | (?i:eur|usd|gbp|chf|kr|sek|nok|dkk|pln)\b ) )"
# A quotation mark after a number stands for inches, unless it closes a quotation.
_QUOTES = frozenset('"\u201c\u201d\u201e')
_INCH = "\u2033"
_KINDS = {"number": "number", "word": "word", "symbol": "symbol", "currency": "symbol"}
_LEXEME = regex.compile(
    rf"""
      (?P<number> [0-9]{{1,3}}+ (?:[\u00a0\u202f.,'\u2019][0-9]{{3}})++
                  (?:[.,][0-9]{{1,2}})? (?![0-9])
                | [0-9]{{1,3}}+ (?:[ ][0-9]{{3}})++ (?:[.,][0-9]{{1,2}})? {_MONEY_ENDS}
                | [0-9]++ (?: [.,][0-9]{{1,2}}+ (?![0-9]) )? )
    | (?P<currency> (?i:us|ca|nz|a|c)\$ )
    | (?P<word> {_WORD})
    | (?P<symbol> [<>]= | \S )
    """,
    regex.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def trimmed(self, text: str) -> "Span":
        """Without the spaces at both ends."""
        inner = self.of(text)
        start = self.start + len(inner) - len(inner.lstrip())
        return Span(start, max(start, self.end - (len(inner) - len(inner.rstrip()))))


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    folded: str
    span: Span


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A number, word or symbol. `glued`: nothing stands between it and the one before."""

    kind: str
    key: str  # a word folded; a number or symbol as typed
    span: Span
    glued: bool

    @property
    def is_word(self) -> bool:
        return self.kind == "word"

    @property
    def is_number(self) -> bool:
        return self.kind == "number"

    @property
    def hidden(self) -> "Lexeme":
        """Without a key, so that no phrase contains it."""
        return replace(self, kind="hidden", key="")


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text: runs of letters and digits, with what joins them inside a word."""
    found = (_token(match.group(), Span(*match.span())) for match in _TOKEN.finditer(text))
    return tuple(token for token in found if token.folded)


def lexemes_outside(text: str, spans: Iterable[Span]) -> tuple[Lexeme, ...]:
    """The lexemes of a text; those that touch one of the spans are hidden."""
    inside = bytearray(len(text))
    for span in spans:
        inside[span.start : span.end] = b"\1" * (min(span.end, len(text)) - span.start)
    return tuple(
        lexeme.hidden if any(inside[lexeme.span.start : lexeme.span.end]) else lexeme
        for lexeme in lexemes(text)
    )


def lexemes(text: str) -> tuple[Lexeme, ...]:
    found: list[Lexeme] = []
    in_quotes = False
    for match in _LEXEME.finditer(text):
        lexeme = _lexeme(match, found[-1].span.end if found else -1)
        if lexeme.key in _QUOTES:
            if lexeme.glued and found[-1].is_number and not in_quotes:
                lexeme = replace(lexeme, key=_INCH)
            else:
                in_quotes = not in_quotes
        found.append(lexeme)
    return tuple(found)


def _lexeme(match: regex.Match[str], end: int) -> Lexeme:
    kind = _KINDS[match.lastgroup or ""]
    key = fold(match.group()) if kind == "word" else match.group().lower()
    return Lexeme(kind, key, Span(*match.span()), glued=match.start() == end)


def _token(text: str, span: Span) -> Token:
    return Token(text, fold(text), span)
