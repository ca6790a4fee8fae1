"""The CSS colours of colour words."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from catalog.language.normalise import fold

WORDS: Final = Path(__file__).with_name("colours.toml")
# Parts of the names of attributes that hold colours, in English and German, folded.
NAMES: Final = ("color", "colour", "farb")
# More stripes cannot be told apart on a swatch.
MAX_COLOURS: Final = 4
# How much white or black makes a shade.
SHADE: Final = 0.4
# Characters of a value that are read.
MAX_LENGTH: Final = 100
# Between the colours of one value: "Navy/White", "black and gold".
JOINED: Final = re.compile(r"\s*[/,;&+|]\s*|\s+(?:and|with|und|mit)\s+|\s+-\s+", re.IGNORECASE)

Rgb = tuple[int, int, int]
WHITE: Final[Rgb] = (255, 255, 255)
BLACK: Final[Rgb] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Words:
    colours: Mapping[str, str]  # by folded word
    many: frozenset[str]  # words for several colours at once
    many_colours: tuple[str, ...]
    shades: tuple[tuple[str, Rgb], ...]  # folded words, and what they mix into a colour


@cache
def _words() -> _Words:
    read = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    shades = read["shades"]
    return _Words(
        colours={fold(word): css for css, words in read["colours"].items() for word in words},
        many=frozenset(map(fold, read["many"]["words"])),
        many_colours=tuple(read["many"]["colours"]),
        shades=(
            *((fold(word), WHITE) for word in shades["light"]),
            *((fold(word), BLACK) for word in shades["dark"]),
        ),
    )


def colours_of(label: str) -> tuple[str, ...]:
    """Return the CSS colours of a value such as "Navy/White"; none if a part is no colour."""
    words = _words()
    if fold(label) in words.many:
        return words.many_colours
    found = [_colour(fold(part), words) for part in JOINED.split(label[:MAX_LENGTH])]
    return tuple(dict.fromkeys(found))[:MAX_COLOURS] if all(found) else ()


def known_colours() -> tuple[tuple[str, str], ...]:
    """Return a word for each colour that is known, and the colour."""
    by_css = {css: word for word, css in reversed(list(_words().colours.items()))}
    return tuple((word, css) for css, word in by_css.items())


def is_colour_name(attribute: str) -> bool:
    """Whether an attribute of this name holds colours."""
    return any(part in fold(attribute) for part in NAMES)


def _colour(word: str, words: _Words) -> str:
    """Return the colour of a folded word; "" if it names none."""
    if word in words.colours:
        return words.colours[word]
    return next(_shades(word, words), "")


def _shades(word: str, words: _Words) -> Iterator[str]:
    """Read "dark coral" and "dunkelrosa" as other shades of a known colour."""
    for name, mixed_in in words.shades:
        base = words.colours.get(word.removeprefix(name).strip())
        if base and word.startswith(name):
            yield _mixed(base, mixed_in)


def _mixed(colour: str, towards: Rgb) -> str:
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    mixed = (round(one + (other - one) * SHADE) for one, other in zip(parts, towards, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
