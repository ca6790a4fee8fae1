"""The tokenizer: the first merges of the BPE vocabulary that open_clip ships."""

import gzip
from pathlib import Path
from typing import Final, Protocol

from open_clip.tokenizer import SimpleTokenizer, default_bpe
from torch import Tensor

MERGES_FILE: Final = "bpe_simple_vocab.txt.gz"


class Tokenizer(Protocol):
    def __call__(self, texts: list[str]) -> Tensor:
        """Return tokens as int64 (texts, context_length), padded with zeros."""


def write_merges(path: Path, count: int) -> None:
    """Write a header line and the first `count` merges, which are the most common ones."""
    with gzip.open(default_bpe(), "rt", encoding="utf-8") as source:
        lines = [line.rstrip("\n") for line, _ in zip(source, range(count + 1), strict=False)]
    # No newline after the last line: SimpleTokenizer would count the empty line as a merge.
    # A fixed time in the gzip header makes the file reproducible.
    path.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))


def open_tokenizer(folder: Path, context_length: int) -> Tokenizer:
    tokenizer: Tokenizer = SimpleTokenizer(
        bpe_path=str(folder / MERGES_FILE), context_length=context_length
    )
    return tokenizer
