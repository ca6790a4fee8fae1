"""The same feed in every format."""

import io
import json
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from openpyxl import Workbook

from tests.ingest.conftest import Row, table


def json_lines(*rows: Row) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def rss(*rows: Row) -> bytes:
    items = "".join(f"<item>{_elements(row, 'g:')}</item>" for row in rows)
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">'
        f"<channel><title>Ada's</title><link>https://adas.example</link>{items}</channel></rss>"
    ).encode()


def atom(*rows: Row) -> bytes:
    entries = "".join(f"<entry>{_elements(row, 'g:')}</entry>" for row in rows)
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">'
        f"<title>Ada's</title>{entries}</feed>"
    ).encode()


def _elements(row: Row, prefix: str) -> str:
    return "".join(f"<{prefix}{key}>{escape(value)}</{prefix}{key}>" for key, value in row.items())


def xlsx(*rows: Row) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    columns = list(rows[0])
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(column) for column in columns])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def tsv(*rows: Row) -> bytes:
    return table(*rows, delimiter="\t")


FORMATS: Mapping[str, Callable[..., bytes]] = {
    "feed.csv": table,
    "feed.tsv": tsv,
    "feed.jsonl": json_lines,
    "feed.rss.xml": rss,
    "feed.atom.xml": atom,
    "feed.xlsx": xlsx,
}
