"""Bytes to text lines of bounded length, in whatever encoding a merchant's program wrote."""

import codecs
import io
from collections.abc import Generator
from dataclasses import dataclass
from typing import IO

from catalog.ingest.problems import FeedError

# A record may hold several cells of the largest size; beyond this a quote was left open.
MAX_RECORD = 1_000_000
# A row may span several.
MAX_LINES = 20_000_000
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True, slots=True)
class Encoding:
    name: str
    guessed: bool  # nothing in the file says so


def detect_encoding(stream: IO[bytes]) -> Encoding:
    """A BOM decides; else UTF-8 where the whole file is valid UTF-8; else Windows-1252."""
    stream.seek(0)
    head = stream.read(4)
    for bom, name in _BOMS.items():
        if head.startswith(bom):
            return Encoding(name, guessed=False)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while chunk := stream.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return Encoding("cp1252", guessed=True)
    return Encoding("utf-8", guessed=False)


def read_lines(stream: IO[bytes], encoding: str) -> Generator[str]:
    """Lines from the start, without NUL, ending in a line feed.

    A longer line is cut to MAX_RECORD + 1 characters: memory is bounded, and the reader can tell.
    Raises FeedError after MAX_LINES, which may all be empty.
    """
    stream.seek(0)
    # Universal newlines: old Mac programs end lines with a lone CR.
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline=None)
    left = MAX_LINES
    try:
        while line := text.readline(MAX_RECORD + 1):
            if not left:
                raise FeedError(f"The file has more than {MAX_LINES:,} lines. Split the catalog.")
            left -= 1
            if len(line) > MAX_RECORD:
                _skip_to_line_end(text, line)
            yield line.replace("\0", "")
    finally:
        text.detach()  # or the wrapper would close a stream that is read again


def _skip_to_line_end(text: io.TextIOWrapper, line: str) -> None:
    while line and not line.endswith("\n"):
        line = text.readline(MAX_RECORD)
