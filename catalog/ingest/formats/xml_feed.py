"""Google's and Meta's XML (RSS 2.0 and Atom), read item by item."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import IO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from catalog.ingest.column_names import normalise_header
from catalog.ingest.formats.encodings import Encoding
from catalog.ingest.formats.xml_limits import XmlLimits
from catalog.ingest.formats.xml_text import read_xml_text, xml_encoding
from catalog.ingest.problems import FeedError, Problem
from catalog.ingest.table import (
    MAX_CELL,
    MAX_COLUMNS,
    Layout,
    RawRow,
    Table,
    row_of_members,
    sample_columns,
)
from catalog.models import Severity

_ITEMS = frozenset({"item", "entry"})
# Characters before a fault that its message shows.
_SHOWN = 40


def read_xml(stream: IO[bytes], *, encoding: Encoding | None = None) -> Table:
    """Read an RSS or Atom feed as a table. Raises FeedError."""
    encoding = encoding or xml_encoding(stream)
    rows = partial(_rows, stream, encoding)
    columns = sample_columns(rows())
    if not columns:
        raise FeedError(_why_empty(next(rows(), None)))
    return Table(
        columns=columns,
        notes=encoding.notes,
        header_rows=0,
        rows=rows,
        layout=Layout("XML", encoding.name),
    )


def _why_empty(first: RawRow | Problem | None) -> str:
    if isinstance(first, Problem):
        return first.message
    return (
        "The XML holds no <item> (RSS) or <entry> (Atom). "
        "Export the catalog in the format of Google Merchant Center."
    )


def _rows(stream: IO[bytes], encoding: Encoding) -> Iterator[RawRow | Problem]:
    """Yield a row per item, and at last a problem if the XML is broken. Raises FeedError."""
    limits, fed, recent = XmlLimits(), 0, b""
    items = _ItemBuilder(limits)
    # The text is encoded again, so what the file declares does not count.
    parser = DefusedXMLParser(target=items, encoding="utf-8", forbid_dtd=True)
    try:
        for text in read_xml_text(stream, encoding):
            chunk = text.encode()
            fed, recent = fed + len(chunk), recent[-_SHOWN:] + chunk
            parser.feed(chunk)
            limits.check_token(fed - parser.parser.CurrentByteIndex)
            yield from items.take_rows()
        parser.close()
    except DefusedXmlException as error:
        raise FeedError(
            "The XML has a document type (<!DOCTYPE ...>), which feeds may not have. Remove it."
        ) from error
    except ParseError as error:
        yield from items.take_rows()
        behind = max(0, fed - parser.parser.ErrorByteIndex)  # bytes after the fault
        yield _error(items.row + 1, _broken(error, recent[: len(recent) - behind]))
    else:
        yield from items.take_rows()


def _broken(error: ParseError, before: bytes) -> str:
    line, column = error.position
    reason = str(error).partition(":")[0]
    shown = " ".join(before.decode(errors="ignore")[-_SHOWN:].split())
    return (
        f'The XML is broken at line {line}, column {column + 1}, after "{shown}": {reason}. '
        "Nothing after it was read. Mend this place, or export the catalog again."
    )


@dataclass(slots=True)
class _ItemBuilder:
    """Receives the parser's events and collects the children of each item as a row's cells."""

    _limits: XmlLimits
    row: int = 0
    _depth: int = 0
    _item_depth: int = 0  # 0 outside of an item
    _cells: list[tuple[str, str]] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _size: int = 0
    _done: list[RawRow | Problem] = field(default_factory=list)

    def take_rows(self) -> list[RawRow | Problem]:
        """Return the items completed since the last call."""
        done, self._done = self._done, []
        return done

    def start_ns(self, prefix: str, address: str) -> None:
        self._limits.check_names([prefix, address])

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._limits.check_depth(self._depth)
        self._limits.check_names([tag, *attributes])
        if not self._item_depth and _local_name(tag) in _ITEMS:
            self._item_depth, self._cells, self._size = self._depth, [], 0
        if self._is_cell:
            self._text = []
            # Atom writes the address of a link into an attribute.
            self.data(attributes.get("href", ""))

    def data(self, text: str) -> None:
        if self._is_cell and self._size <= MAX_CELL:
            self._text.append(text)
            self._size += len(text)

    def end(self, tag: str) -> None:
        if self._is_cell and len(self._cells) <= MAX_COLUMNS:
            self._cells.append((normalise_header(_local_name(tag)), "".join(self._text)))
        elif self._depth == self._item_depth:
            self._end_item()
        self._depth -= 1

    def close(self) -> None:
        """Required of a parser target; there is no result to return."""

    @property
    def _is_cell(self) -> bool:
        return bool(self._item_depth) and self._depth == self._item_depth + 1

    def _end_item(self) -> None:
        self._item_depth = 0
        self.row += 1
        if self._size > MAX_CELL:
            message = f"The item holds more than {MAX_CELL:,} characters. Shorten it."
            self._done.append(_error(self.row, message))
        elif len(self._cells) > MAX_COLUMNS:
            message = f"The item holds more than {MAX_COLUMNS:,} elements. Remove some."
            self._done.append(_error(self.row, message))
        else:
            self._done.append(row_of_members(self.row, self._cells))


def _local_name(tag: str) -> str:
    """The tag without its namespace."""
    return tag.rpartition("}")[2]


def _error(row: int, message: str) -> Problem:
    return Problem(row=row, severity=Severity.ERROR, message=message)
