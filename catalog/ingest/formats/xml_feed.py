"""Google's and Meta's XML (RSS 2.0 and Atom), read item by item."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import IO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from catalog.ingest.formats.xml_limits import XmlLimits
from catalog.ingest.problems import FeedError, Problem
from catalog.ingest.table import (
    MAX_CELL,
    MAX_COLUMNS,
    RawRow,
    Table,
    cells_by_column,
    normalise_header,
    sample_columns,
)
from catalog.models import Severity

_CHUNK = 64 * 1024
_ITEMS = frozenset({"item", "entry"})


def read_xml(stream: IO[bytes]) -> Table:
    """Read an RSS or Atom feed as a table. Raises FeedError."""
    rows = partial(_rows, stream)
    columns = sample_columns(rows())
    if not columns:
        raise FeedError(
            "The XML holds no <item> (RSS) or <entry> (Atom) that can be read. "
            "Export the catalog in the format of Google Merchant Center."
        )
    return Table(columns=columns, notes=(), header_rows=0, rows=rows)


def _rows(stream: IO[bytes]) -> Iterator[RawRow | Problem]:
    """Yield a row per item, and at last a problem if the XML is broken. Raises FeedError."""
    stream.seek(0)
    limits, fed = XmlLimits(), 0
    items = _ItemBuilder(limits)
    parser = DefusedXMLParser(target=items, forbid_dtd=True)
    try:
        while chunk := stream.read(_CHUNK):
            parser.feed(chunk)
            fed += len(chunk)
            limits.check_token(fed - parser.parser.CurrentByteIndex)
            yield from items.take_rows()
        parser.close()
    except DefusedXmlException as error:
        raise FeedError(
            "The XML has a document type (<!DOCTYPE ...>), which feeds may not have. Remove it."
        ) from error
    except ParseError as error:
        yield from items.take_rows()
        yield _error(
            items.row + 1, f"The XML is broken here, and nothing after it was read: {error}."
        )
    else:
        yield from items.take_rows()


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
            self._done.append(RawRow(self.row, cells_by_column(self._cells)))


def _local_name(tag: str) -> str:
    """The tag without its namespace."""
    return tag.rpartition("}")[2]


def _error(row: int, message: str) -> Problem:
    return Problem(row=row, severity=Severity.ERROR, message=message)
