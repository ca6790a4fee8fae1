"""A feed's text to plain text: no markup, no control characters."""

import hashlib
import re

from catalog.ingest.markup import without_markup

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[^\S\n]+")
# Postgres' text search looks from each part of a word through all that follows in the word: 6,000
# characters of "a@1" took it 1.5 s, and twice as many four times as long. No Latin word is so long,
# and what is written without spaces, as Chinese, is not Latin.
_ENDLESS_WORD = re.compile(r"[!-\u024f]{200}(?=[!-\u024f])")


def plain_text(source: str) -> str:
    """Lines of text without blank ones."""
    stripped = without_markup(source) if "<" in source or "&" in source else source
    lines = (line.strip() for line in _CONTROLS.sub("", stripped).split("\n"))
    return _SPACES.sub(" ", "\n".join(line for line in lines if line))


def searchable(text: str) -> str:
    """With a space in words that are longer than any."""
    return _ENDLESS_WORD.sub(r"\g<0> ", text)


def one_line(source: str) -> str:
    return " ".join(plain_text(source).split())


def identifier(source: str) -> str:
    """An id as it stands, which must not change its meaning: only made one line."""
    return " ".join(_CONTROLS.sub("", source).split())


def shortened(source: str, *, limit: int) -> str:
    """An identifier made of what may be too long for one: its beginning, and a digest of it all."""
    text = identifier(source)
    if len(text) <= limit:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{text[: limit - len(digest) - 1]}~{digest}"
