"""CLIP's byte-pair encoding (BPE), without torch.

Gives the same token ids as open_clip's SimpleTokenizer with its default cleaning, "lower"; a test
compares them. The vocabulary consists of every byte, every byte at the end of a word, the merges,
and the tokens for the start and the end of a text.
"""

import gzip
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice, pairwise
from pathlib import Path

import regex

from catalog.embedding import text_cleaning

Merge = tuple[str, ...]

START, END = "<start_of_text>", "<end_of_text>"
WORD_END = "</w>"
# The lines with merges, as open_clip selects them. The first line is the file's version.
MERGES = slice(1, 1 + 49152 - 256 - 2)
WORD = regex.compile(
    rf"{START}|{END}|'s|'t|'re|'ve|'m|'ll|'d|\p{{L}}+|\p{{N}}|[^\s\p{{L}}\p{{N}}]+",
    regex.IGNORECASE,
)
CACHED_WORDS = 10_000


class ClipTokenizer:
    def __init__(self, merges_file: Path, *, context_length: int) -> None:
        """`merges_file` is a gzip file. If it is damaged, raises OSError, EOFError, zlib.error or
        UnicodeDecodeError.
        """
        merges = _read_merges(merges_file)
        self._ranks = {merge: rank for rank, merge in enumerate(merges)}
        letters = list(_LETTERS.values())
        vocabulary = [*letters, *(letter + WORD_END for letter in letters), *map("".join, merges)]
        # The last of equal entries wins, as in open_clip.
        self._ids = {token: n for n, token in enumerate([*vocabulary, START, END])}
        self._max_tokens = context_length - 2
        self._encode_cached = lru_cache(CACHED_WORDS)(self._encode_word)

    def __call__(self, text: str) -> list[int]:
        """Token ids up to the first END, inclusive. Later ids do not affect the text's vector."""
        end = self._ids[END]
        words = (match.group() for match in WORD.finditer(text_cleaning.lower(text)))
        tokens = chain.from_iterable(map(self._encode_cached, words))
        ids = list(islice(tokens, self._max_tokens))
        length = ids.index(end) if end in ids else len(ids)
        return [self._ids[START], *ids[:length], end]

    def _encode_word(self, word: str) -> tuple[int, ...]:
        if word in (START, END):
            return (self._ids[word],)
        letters = [_LETTERS[byte] for byte in word.encode()]
        parts = [*letters[:-1], letters[-1] + WORD_END]
        while merge := self._next_merge(parts):
            parts = list(_apply(merge, parts))
        return tuple(self._ids[part] for part in parts)

    def _next_merge(self, parts: Sequence[str]) -> Merge | None:
        """The adjacent pair with the lowest rank, or None if there is no merge for any pair."""
        pairs = set(pairwise(parts))
        first = min(pairs, key=lambda pair: self._ranks.get(pair, math.inf), default=None)
        return first if first in self._ranks else None


def _read_merges(path: Path) -> list[Merge]:
    with gzip.open(path) as file:
        lines = file.read().decode().split("\n")
    return [tuple(line.split()) for line in lines[MERGES]]


def _byte_letters() -> dict[int, str]:
    """A printable letter for each byte, in the vocabulary's order: printable bytes come first."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    unprintable = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {
        byte: chr(256 + offset) for offset, byte in enumerate(unprintable)
    }


_LETTERS = _byte_letters()


def _apply(merge: Merge, parts: Sequence[str]) -> Iterator[str]:
    """The parts, with every occurrence of the pair `merge` joined, from the left."""
    at = 0
    while at < len(parts):
        width = 2 if tuple(parts[at : at + 2]) == merge else 1
        yield "".join(parts[at : at + width])
        at += width
