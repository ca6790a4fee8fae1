"""Gives columns the names by which the dialect knows them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow, Table


def rename_columns(table: Table, names: Mapping[str, str]) -> Table:
    """Return the table with other names of columns; those named "" are left out.

    A column that has such a name already is left out, too: it would be the same column twice.
    """
    if not names:
        return table
    taken = frozenset(names.values())
    all_names = dict.fromkeys(taken, "") | dict(names)
    columns = tuple(all_names.get(column, column) for column in table.columns)
    return replace(table, columns=columns, rows=partial(_renamed, table, all_names))


def _renamed(table: Table, names: Mapping[str, str]) -> Iterator[RawRow | Problem]:
    for row in table.rows():
        yield row if isinstance(row, Problem) else _rename_row(row, names)


def _rename_row(row: RawRow, names: Mapping[str, str]) -> RawRow:
    return replace(
        row,
        cells={
            name: cell for column, cell in row.cells.items() if (name := names.get(column, column))
        },
        empty=_rename_all(row.empty, names),
        unread=_rename_all(row.unread, names),
    )


def _rename_all(columns: frozenset[str], names: Mapping[str, str]) -> frozenset[str]:
    return frozenset(names.get(column, column) for column in columns) - {""}
