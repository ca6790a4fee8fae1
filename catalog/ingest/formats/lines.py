"""Decodes files, in any of the common encodings, into lines of bounded length."""

import codecs
import io
from collections.abc import Generator
from dataclasses import dataclass
from typing import IO

from catalog.ingest.problems import FeedError

# In characters. Enough for several cells of the largest size; a longer record has a quote that is
# never closed.
MAX_RECORD = 1_000_000
# More than MAX_ROWS, since a row may span several lines.
MAX_LINES = 20_000_000
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_GUESSED = (
    "The file is not UTF-8, so it was read as Windows-1252. If accented letters look wrong, save "
    "the file as UTF-8."
)


@dataclass(frozen=True, slots=True)
class Encoding:
    name: str
    guessed: bool  # True if the file has no BOM and is not UTF-8


def detect_encoding(stream: IO[bytes]) -> Encoding:
    """Return the BOM's encoding, or else UTF-8 if the whole file is valid, or else Windows-1252."""
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


def encoding_notes(encoding: Encoding) -> tuple[str, ...]:
    return (_GUESSED,) if encoding.guessed else ()


def read_lines(stream: IO[bytes], encoding: str) -> Generator[str]:
    """Yield the lines from the start of the stream, without NUL, ending in a line feed.

    A line of more than MAX_RECORD characters is cut to MAX_RECORD + 1, which bounds the memory and
    lets the reader detect the cut. Raises FeedError after MAX_LINES.
    """
    stream.seek(0)
    # Universal newlines: old Mac programs end lines with a lone CR.
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline=None)
    lines_left = MAX_LINES
    try:
        while line := text.readline(MAX_RECORD + 1):
            if not lines_left:
                raise FeedError(f"The file has more than {MAX_LINES:,} lines. Split the catalog.")
            lines_left -= 1
            if len(line) > MAX_RECORD:
                _skip_to_line_end(text, line)
            yield line.replace("\0", "")
    finally:
        text.detach()  # else the wrapper closes the stream, which later passes read again


def _skip_to_line_end(text: io.TextIOWrapper, line: str) -> None:
    while line and not line.endswith("\n"):
        line = text.readline(MAX_RECORD)
