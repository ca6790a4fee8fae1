"""The format of a feed, detected from its first bytes."""

import codecs
from typing import IO

from catalog.ingest.formats.delimited import read_delimited
from catalog.ingest.formats.json_lines import read_json_lines
from catalog.ingest.formats.xml_feed import read_xml
from catalog.ingest.problems import FeedError
from catalog.ingest.table import Table

_UNSUPPORTED = {
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
}
_HEAD_BYTES = 512


def read_table(stream: IO[bytes]) -> Table:
    """Detect the format of a file, not an XLSX, and read it as a table. Raises FeedError."""
    stream.seek(0)
    head = stream.read(_HEAD_BYTES)
    _refuse_unsupported(head)
    text = _decode(head).lstrip("\ufeff \t\r\n")
    if text.lower().startswith(("<!doctype html", "<html")):
        raise FeedError(
            "This is a web page, perhaps a sign-in page. Download the catalog and upload its file."
        )
    if text.startswith("<"):
        return read_xml(stream)
    if text.startswith(("{", "[")):
        return read_json_lines(stream)
    return read_delimited(stream)


def _refuse_unsupported(head: bytes) -> None:
    if not head:
        raise FeedError("The file is empty.")
    for magic, kind in _UNSUPPORTED.items():
        if head.startswith(magic):
            raise FeedError(
                f"This is {kind}. Upload a table (CSV, TSV, XLSX), JSON Lines or XML, "
                "or a ZIP holding one."
            )


def _decode(head: bytes) -> str:
    is_utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return head.decode("utf-16" if is_utf16 else "utf-8", errors="replace")
