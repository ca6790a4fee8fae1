"""Reads a file that the shop has written: without its own column, and without guards."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from catalog.ingest.guarded_cells import unguarded
from catalog.ingest.problems import Problem
from catalog.ingest.shop_file import ShopFile
from catalog.ingest.table import Originals, RawRow, Table


def restore_cells(table: Table) -> Table:
    """Return the table as the merchant's own; unchanged if the shop has not written it."""
    shop_file = ShopFile.find(table.columns)
    if shop_file is None:
        return table
    restored = _without_column(table, shop_file)
    if not table.originals:
        return restored  # a format that no spreadsheet opens, and that has no guards
    return replace(
        restored,
        columns=tuple(map(unguarded, restored.columns)),
        rows=partial(_unguarded_rows, restored),
        originals=_restored_originals(table.originals, table.columns.index(shop_file.column)),
    )


def _without_column(table: Table, shop_file: ShopFile) -> Table:
    return replace(
        table,
        columns=tuple(column for column in table.columns if column != shop_file.column),
        rows=partial(_rows_without, table, shop_file.column),
        shop_file=shop_file,
    )


def _rows_without(table: Table, column: str) -> Iterator[RawRow | Problem]:
    for row in table.rows():
        yield row if isinstance(row, Problem) else _without_cell(row, column)


def _without_cell(row: RawRow, column: str) -> RawRow:
    cells = {name: cell for name, cell in row.cells.items() if name != column}
    return replace(row, cells=cells, empty=row.empty - {column}, unread=row.unread - {column})


def _unguarded_rows(table: Table) -> Iterator[RawRow | Problem]:
    for row in table.rows():
        yield row if isinstance(row, Problem) else _unguard(row)


def _unguard(row: RawRow) -> RawRow:
    cells = {unguarded(name): unguarded(cell) for name, cell in row.cells.items()}
    return replace(row, cells=cells, unread=frozenset(map(unguarded, row.unread)))


def _restored_originals(originals: Originals, position: int) -> Originals:
    return Originals(
        header=tuple(_restored(originals.header, position)),
        rows=partial(_original_rows, originals, position),
    )


def _original_rows(originals: Originals, position: int) -> Iterator[tuple[int, list[str]]]:
    for row, cells in originals.rows():
        yield row, _restored(cells, position)


def _restored(cells: tuple[str, ...] | list[str], position: int) -> list[str]:
    return [unguarded(cell) for cell in (*cells[:position], *cells[position + 1 :])]
