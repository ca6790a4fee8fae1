"""A feed's text to plain text: no markup, no control characters."""

import hashlib
import html
import re

import nh3

# Where dropping the tag alone would glue two words together.
_BREAKS = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^>]*>", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANK_LINES = re.compile(r"\s*\n\s*")
_SPACES = re.compile(r"[^\S\n]+")


def plain_text(source: str) -> str:
    """Lines of text. Feeds often escape their HTML once more, so it is unescaped first."""
    stripped = _without_markup(source) if "<" in source or "&" in source else source
    lines = _BLANK_LINES.sub("\n", _CONTROLS.sub("", stripped))
    return _SPACES.sub(" ", lines).strip()


def _without_markup(source: str) -> str:
    broken = _BREAKS.sub("\n", html.unescape(source))
    return html.unescape(nh3.clean(broken, tags=set()))


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
