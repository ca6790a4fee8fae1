"""Rows of a file as cells under its own names of columns, whatever its format."""

from collections.abc import Container, Iterator
from functools import partial
from itertools import chain

from catalog.ingest.dialects.base import Dialect
from catalog.ingest.problems import Problem
from catalog.ingest.source import Source
from catalog.ingest.stated import SeenColumns, Stated
from catalog.ingest.table import MAX_COLUMNS, Originals, RawRow, Table

# What a product's value is left alone by, unlike by an empty cell.
_UNREAD = "#N/A"


def rows_as_cells(source: Source, chosen: Container[int]) -> Originals:
    """Return the file's rows as they are or, without a header, the chosen ones as such a table."""
    return source.table.originals or _members_as_cells(source, chosen)


def _members_as_cells(source: Source, chosen: Container[int]) -> Originals:
    seen = SeenColumns(source.table, source.dialect)
    names = dict.fromkeys(source.table.columns)
    for row in source.table.rows():
        if isinstance(row, RawRow):
            seen.add(row)
            if row.row in chosen and len(names) < MAX_COLUMNS:
                names.update(dict.fromkeys(row.cells))
    names.update(dict.fromkeys(_stated_columns(seen.stated(), source.dialect)))
    header = tuple(names)[: MAX_COLUMNS - 1]
    return Originals(header=header, rows=partial(_rows, source.table, header))


def _stated_columns(stated: Stated, dialect: Dialect) -> Iterator[str]:
    """Yield the columns by which the file says something, also where it leaves them out.

    In a file without a header, a price without a sale price ends the sale: a table with a header
    needs an empty cell for that.
    """
    known = frozenset(chain.from_iterable(dialect.field_columns.values()))
    yield from sorted(stated.columns & known)
    fields = stated.fields | ({"sale_price"} if stated.ends_sales else set())
    for field in sorted(fields):
        columns = dialect.field_columns[field]
        if stated.columns.isdisjoint(columns):
            yield next(iter(columns))


def _rows(table: Table, header: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    for row in table.rows():
        if isinstance(row, Problem):
            yield row.row, []
        else:
            yield row.row, [_cell(row, column) for column in header]


def _cell(row: RawRow, column: str) -> str:
    return _UNREAD if column in row.unread else row.cells.get(column, "")
