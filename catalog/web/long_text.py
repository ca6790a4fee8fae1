"""A long text in two parts: what is seen at once, and what is folded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Characters and lines of a text that is shown whole, and of the first part of a longer one.
WHOLE: Final = 700
WHOLE_LINES: Final = 12
FIRST: Final = 420
FIRST_LINES: Final = 8
# Where a text is cut, the best first: a paragraph, a line, a sentence, a word.
_CUTS: Final = tuple(map(re.compile, (r"\n\s*\n", r"\n", r"(?<=[.!?。…؟]) ", r"\s")))


@dataclass(frozen=True, slots=True)
class LongText:
    first: str
    rest: str  # "" if the text is short
    in_word: bool = False  # whether it is cut within a sentence


def long_text(text: str) -> LongText:
    text = text.strip().replace("\r\n", "\n")
    if len(text) <= WHOLE and text.count("\n") < WHOLE_LINES:
        return LongText(text, "")
    window = "\n".join(text[:FIRST].split("\n")[:FIRST_LINES])
    for number, cut in enumerate(_CUTS):
        places = [found.start() for found in cut.finditer(window)]
        if places and places[-1] > len(window) // 2:
            return _cut(text, places[-1], in_word=number == len(_CUTS) - 1)
    return _cut(text, len(window), in_word=True)


def _cut(text: str, place: int, *, in_word: bool) -> LongText:
    return LongText(text[:place].rstrip(), text[place:].strip(), in_word)
