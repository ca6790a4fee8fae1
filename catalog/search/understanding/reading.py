"""What the readers of expressions share: the lexemes, the phrases, and where things stand."""

from dataclasses import dataclass

from catalog.search.understanding.phrasebook import PhraseBook
from catalog.search.understanding.tokens import Lexeme, Span

_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    lexemes: tuple[Lexeme, ...]
    book: PhraseBook

    def span(self, start: int, end: int) -> Span:
        """Characters of the lexemes from `start` up to, without, `end`."""
        return Span(self.lexemes[start].span.start, self.lexemes[end - 1].span.end)

    def get(self, at: int) -> Lexeme | None:
        return self.lexemes[at] if 0 <= at < len(self.lexemes) else None

    def is_dash(self, at: int) -> bool:
        lexeme = self.get(at)
        return lexeme is not None and lexeme.key in _DASHES

    def is_symbol(self, at: int, symbols: str) -> bool:
        lexeme = self.get(at)
        return lexeme is not None and len(lexeme.key) == 1 and lexeme.key in symbols

    def is_glued(self, at: int) -> bool:
        """Whether this lexeme follows the one before without a space."""
        lexeme = self.get(at)
        return lexeme is not None and lexeme.glued

    def is_hyphenated(self, at: int) -> bool:
        """Whether a hyphen ties this lexeme to the next or the one before: "no-show"."""
        return (self.is_dash(at + 1) and self.is_glued(at + 1) and self.is_glued(at + 2)) or (
            self.is_dash(at - 1) and self.is_glued(at) and self.is_glued(at - 1)
        )
