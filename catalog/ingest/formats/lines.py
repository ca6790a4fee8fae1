"""Decodes files into lines of bounded length."""

import io
from collections.abc import Generator
from typing import IO

from catalog.ingest.formats.encodings import Encoding
from catalog.ingest.problems import FeedError

# In characters. Enough for several cells of the largest size; a longer record has a quote that is
# never closed.
MAX_RECORD = 1_000_000
# More than MAX_ROWS, since a row may span several lines.
MAX_LINES = 20_000_000


def read_lines(stream: IO[bytes], encoding: Encoding) -> Generator[str]:
    """Yield the lines from the start of the stream, without NUL, ending in a line feed.

    A line of more than MAX_RECORD characters is cut to MAX_RECORD + 1, which bounds the memory and
    lets the reader detect the cut. Raises FeedError after MAX_LINES.
    """
    stream.seek(0)
    # Universal newlines: old Mac programs end lines with a lone CR.
    text = io.TextIOWrapper(stream, encoding=encoding.name, errors=encoding.errors, newline=None)
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
