"""CLIP's byte-pair encoding, without torch.

The numbers are open_clip's own (SimpleTokenizer with its usual cleaning, "lower"); a test compares
them. The vocabulary: every byte, every byte at a word's end, the merges, the marks of a text's
start and end.
"""

import gzip
import html
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice, pairwise
from pathlib import Path

import ftfy
import regex

Merge = tuple[str, ...]

START, END = "<start_of_text>", "<end_of_text>"
WORD_END = "</w>"
# The file's first line is its version; CLIP's vocabulary ends after so many merges.
MERGES = slice(1, 1 + 49152 - 256 - 2)
WORD = regex.compile(
    rf"{START}|{END}|'s|'t|'re|'ve|'m|'ll|'d|\p{{L}}+|\p{{N}}|[^\s\p{{L}}\p{{N}}]+",
    regex.IGNORECASE,
)
REMEMBERED_WORDS = 10_000
# Of a text. No context is so long, and a word of n letters takes n² steps.
MAX_CHARACTERS = 1_000


class ClipTokenizer:
    def __init__(self, merges_file: Path, *, context_length: int) -> None:
        """`merges_file`: gzip. Raises OSError, EOFError, zlib.error or UnicodeDecodeError."""
        merges = _merges(merges_file)
        self._ranks = {merge: rank for rank, merge in enumerate(merges)}
        letters = list(_LETTERS.values())
        vocabulary = [*letters, *(letter + WORD_END for letter in letters), *map("".join, merges)]
        # Of equal entries the last counts, as open_clip has it.
        self._numbers = {text: n for n, text in enumerate([*vocabulary, START, END])}
        self._room = context_length - 2
        self._of_word = lru_cache(REMEMBERED_WORDS)(self._encode_word)

    def __call__(self, text: str) -> list[int]:
        """Up to the first end mark, whose vector is the text's; it sees nothing that follows."""
        end = self._numbers[END]
        words = (match.group() for match in WORD.finditer(_cleaned(text)))
        numbers = list(islice(chain.from_iterable(map(self._of_word, words)), self._room))
        return [self._numbers[START], *numbers[: _index(numbers, end)], end]

    def _encode_word(self, word: str) -> tuple[int, ...]:
        if word in (START, END):
            return (self._numbers[word],)
        letters = [_LETTERS[byte] for byte in word.encode()]
        parts = [*letters[:-1], letters[-1] + WORD_END]
        while merge := self._next_merge(parts):
            parts = list(_merged(parts, merge))
        return tuple(self._numbers[part] for part in parts)

    def _next_merge(self, parts: Sequence[str]) -> Merge | None:
        """Of the pairs that the vocabulary has, the earliest learned."""
        pairs = set(pairwise(parts))
        first = min(pairs, key=lambda pair: self._ranks.get(pair, math.inf), default=None)
        return first if first in self._ranks else None


def _merges(file: Path) -> list[Merge]:
    with gzip.open(file) as opened:
        lines = opened.read().decode().split("\n")
    return [tuple(line.split()) for line in lines[MERGES]]


def _byte_letters() -> dict[int, str]:
    """A visible letter for each byte, in the order of the vocabulary: first those that are one."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in visible]
    return {byte: chr(byte) for byte in visible} | {
        byte: chr(256 + place) for place, byte in enumerate(others)
    }


_LETTERS = _byte_letters()


def _cleaned(text: str) -> str:
    unescaped = html.unescape(html.unescape(ftfy.fix_text(text[:MAX_CHARACTERS])))
    return " ".join(unescaped.split()).lower()


def _merged(parts: Sequence[str], merge: Merge) -> Iterator[str]:
    """Every occurrence of the pair as one part, from the left."""
    place = 0
    while place < len(parts):
        width = 2 if tuple(parts[place : place + 2]) == merge else 1
        yield "".join(parts[place : place + width])
        place += width


def _index(numbers: Sequence[int], wanted: int) -> int:
    """Where the first one is, or the end."""
    return numbers.index(wanted) if wanted in numbers else len(numbers)
