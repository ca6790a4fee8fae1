"""Turns text of feeds into plain text, without markup and control characters."""

import hashlib
import html
import re
from html.entities import html5
from typing import Final

# A single pass, not a parser that builds a tree: such a parser looks through all open elements at
# each tag, and nh3 took 8 s for 200 kB of open tags. Unclosed constructs match up to the end of
# the text (\Z); if they failed there, the search would start again at each "<".
_TO_THE_END: Final = r"(?:>|\Z)"
_ATTRIBUTES: Final = r"""(?: [^>=] | = \s*+ (?: "[^"]*+(?:"|\Z) | '[^']*+(?:'|\Z) )?+ )*+"""
_MARKUP: Final = re.compile(
    rf"""
    <!-- (?: -?> | .*? (?: --!?> | \Z ) )
  | < (?P<hidden>script|style) (?=[\s/>]|\Z) {_ATTRIBUTES} {_TO_THE_END}
      .*? (?: </(?P=hidden) (?=[\s/>]|\Z) [^>]*+ {_TO_THE_END} | \Z )
  | < (?P<name> /?[a-z][^\s/>]*+ ) {_ATTRIBUTES} {_TO_THE_END}
  | < (?: [!?] | /(?!\Z) ) [^>]*+ {_TO_THE_END}
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# Elements that browsers put on lines of their own (HTML Standard, section 15.3). Without a line
# break in place of their tags, opening or closing, two words would become one.
_BLOCK_NAMES: Final = """
    address article aside blockquote body br caption center col colgroup dd details dialog dir div
    dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li
    listing main menu nav ol optgroup option p plaintext pre search section select summary table
    tbody tfoot thead tr ul xmp
"""
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
# Cells stay on the line of their row.
_CELLS: Final = frozenset({"td", "th"})
# No code point has 20 digits, and Python raises ValueError for integers of thousands.
# Without its semicolon, "&not" is a sign only where the word ends: "salt&notes" are two words.
_NO_REFERENCE: Final = re.compile(r"&(?=(?P<name>[A-Za-z][A-Za-z0-9]*+)(?!;))")
_OVERLONG_REFERENCE: Final = re.compile(r"&#[0-9]{20,}+;?")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES: Final = re.compile(r"[^\S\n]+")
# Postgres' text search parser is quadratic in the length of a word: 6,000 characters of "a@1" took
# 1.5 s, and 12,000 took 6 s. No Latin word is this long. Scripts written without spaces, such as
# Chinese, are outside of the range.
_OVERLONG_WORD: Final = re.compile(r"[!-\u024f]{200}(?=[!-\u024f])")


def plain_text(source: str) -> str:
    """Return the text without markup, control characters and blank lines."""
    if _is_plain(source):
        return " ".join(source.split())
    stripped = without_markup(source) if "<" in source or "&" in source else source
    lines = (line.strip() for line in _CONTROLS.sub("", stripped).split("\n"))
    return _SPACES.sub(" ", "\n".join(line for line in lines if line))


def without_markup(source: str) -> str:
    """Turn HTML into text. Unescapes twice, because feeds often escape their HTML once more."""
    return _unescape(_MARKUP.sub(_replacement, _unescape(source)))


def escape_markup(text: str) -> str:
    """Return text from which `without_markup` makes this one, also if it looks like markup."""
    if without_markup(text) == text:
        return text
    return html.escape(html.escape(text, quote=False), quote=False)


def _unescape(source: str) -> str:
    bounded = _OVERLONG_REFERENCE.sub("\N{REPLACEMENT CHARACTER}", source)
    return html.unescape(_NO_REFERENCE.sub(_kept_ampersand, bounded))


def _kept_ampersand(match: re.Match[str]) -> str:
    return "&" if match["name"] in html5 else "&amp;"


def _replacement(match: re.Match[str]) -> str:
    name = (match["name"] or "").lower().removeprefix("/")
    if name in _BLOCKS:
        return "\n"
    return " " if name in _CELLS else ""


def split_overlong_words(text: str) -> str:
    """Insert a space after every 200 Latin characters of a word, to keep text search fast."""
    return _OVERLONG_WORD.sub(r"\g<0> ", text)


def one_line(source: str) -> str:
    return " ".join(plain_text(source).split()) if source else ""


def _is_plain(source: str) -> bool:
    """Whether a text has nothing to remove but spaces. Most texts are, and this is fast.

    Of all white space, only the space itself counts as printable.
    """
    return source.isprintable() and "<" not in source and "&" not in source


def identifier(source: str) -> str:
    """Return the id on one line. Markup stays, since removing it could make two ids equal."""
    return " ".join((source if source.isprintable() else _CONTROLS.sub("", source)).split())


def shorten_identifier(source: str, *, limit: int) -> str:
    """Cut an id to `limit` characters. A cut id ends in a digest that keeps it unique."""
    text = identifier(source)
    if len(text) <= limit:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{text[: limit - len(digest) - 1]}~{digest}"
