"""Cells that variants inherit from a parent row elsewhere in the file."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from catalog.files.storage_error import raising_storage_errors


@dataclass(frozen=True, slots=True)
class ParentCells:
    """The cells of parent rows, in a temporary database: a file may hold a million parents."""

    _database: sqlite3.Connection
    # Only the last result: the variants of a product mostly follow each other.
    _last: dict[str, dict[str, str] | None] = field(default_factory=dict)

    def add(self, keys: list[str], cells: Mapping[str, str]) -> None:
        text = json.dumps(dict(cells), ensure_ascii=False)
        rows = [(key, text) for key in keys if key]
        self._database.executemany("INSERT OR REPLACE INTO parent VALUES (?, ?)", rows)

    def get(self, key: str) -> dict[str, str] | None:
        if key not in self._last:
            self._last.clear()
            self._last[key] = self._stored(key)
        return self._last[key]

    def _stored(self, key: str) -> dict[str, str] | None:
        row = self._database.execute("SELECT cells FROM parent WHERE key = ?", (key,)).fetchone()
        cells: dict[str, str] | None = json.loads(row[0]) if row else None
        return cells


@contextmanager
def open_parents() -> Iterator[ParentCells]:
    """Open an empty store of cells. Raises StorageError, also from the body of the with block."""
    # With an empty name SQLite uses an unnamed temporary file, removed when it is closed.
    with raising_storage_errors(), closing(sqlite3.connect("", isolation_level=None)) as database:
        database.execute("CREATE TABLE parent (key TEXT PRIMARY KEY, cells TEXT) WITHOUT ROWID")
        database.execute("BEGIN")
        yield ParentCells(database)
