"""The format of a feed, detected from its first bytes."""

import codecs
from collections.abc import Collection
from typing import IO, Final

from catalog.ingest.formats.delimited import read_delimited
from catalog.ingest.formats.encodings import Encoding
from catalog.ingest.formats.json_lines import read_json_lines
from catalog.ingest.formats.xml_feed import read_xml
from catalog.ingest.problems import FeedError, WebPage
from catalog.ingest.table import Table

_UNSUPPORTED = {
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
}
_TAR_MAGIC: Final = b"ustar"
_TAR_OFFSET: Final = 257
_HEAD_BYTES = 4096
# How files begin that some shops give the ending .xls, though Excel has to convert them.
_NAMED_XLS: Final = ("<table", "<html", "<meta", "<style", "<head", "<!doctype html")
_EXCEL_2003: Final = ("urn:schemas-microsoft-com:office:spreadsheet", 'progid="excel.sheet"')


def read_table(stream: IO[bytes], known: Collection[str] = (), *, encoding: str = "") -> Table:
    """Detect the format of a file, not a workbook or gzip, and read it as a table.

    `known` are names of columns, by which a header is told from what is above it. `encoding` is one
    of ENCODINGS, or "" to detect it. Raises FeedError.
    """
    stream.seek(0)
    head = stream.read(_HEAD_BYTES)
    _refuse_unsupported(head)
    text = _decode(head).lstrip("\ufeff \t\r\n")
    _refuse_pages(text.lower())
    chosen = Encoding(encoding) if encoding else None
    if text.startswith("<"):
        return read_xml(stream, encoding=chosen)
    if text.startswith(("{", "[")):
        return read_json_lines(stream, encoding=chosen)
    return read_delimited(stream, known, encoding=chosen)


def _refuse_pages(text: str) -> None:
    if text.startswith("<") and any(mark in text for mark in _EXCEL_2003):
        raise FeedError("This is an Excel 2003 file in XML. Open it in Excel and save it as .xlsx.")
    if not text.startswith(_NAMED_XLS):
        return
    if "<table" in text:
        raise FeedError(
            "This is a web page with a table, which some shops call an Excel file (.xls). "
            "Open it in Excel or LibreOffice and save it as .xlsx."
        )
    raise WebPage(
        "This is a web page, perhaps a sign-in page. Download the catalog and upload its file."
    )


def _refuse_unsupported(head: bytes) -> None:
    if not head:
        raise FeedError("The file is empty.")
    kinds = [kind for magic, kind in _UNSUPPORTED.items() if head.startswith(magic)]
    if head.startswith(_TAR_MAGIC, _TAR_OFFSET):
        kinds.append("a tar archive")
    if kinds:
        raise FeedError(
            f"This is {kinds[0]}. Upload a table (CSV, TSV, XLSX, ODS), JSON Lines or XML, "
            "or a ZIP holding one."
        )


def _decode(head: bytes) -> str:
    is_utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return head.decode("utf-16" if is_utf16 else "utf-8", errors="replace")
