"""Which format a feed's file has."""

import codecs
from typing import IO

from catalog.ingest.delimited import read_delimited
from catalog.ingest.json_lines import read_json_lines
from catalog.ingest.problems import FeedError
from catalog.ingest.table import Table
from catalog.ingest.xml_feed import read_xml

_NO_FEED = {
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
}
_LOOKED_AT = 512


def read_table(stream: IO[bytes]) -> Table:
    """Raises FeedError."""
    stream.seek(0)
    head = stream.read(_LOOKED_AT)
    _refuse_others(head)
    text = _text(head).lstrip("\ufeff \t\r\n")
    if text.lower().startswith(("<!doctype html", "<html")):
        raise FeedError("This is a web page, perhaps one that asks to sign in, and no catalog.")
    if text.startswith("<"):
        return read_xml(stream)
    if text.startswith(("{", "[")):
        return read_json_lines(stream)
    return read_delimited(stream)


def _refuse_others(head: bytes) -> None:
    if not head:
        raise FeedError("The file is empty.")
    for magic, what in _NO_FEED.items():
        if head.startswith(magic):
            raise FeedError(
                f"This is {what}. Upload a table (CSV, TSV, XLSX), JSON Lines or XML, "
                "or a ZIP holding one."
            )


def _text(head: bytes) -> str:
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return head.decode("utf-16" if wide else "utf-8", errors="replace")
