"""Parent rows, from which variants elsewhere in the file inherit."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from catalog.files.storage_error import raising_storage_errors


@dataclass(frozen=True, slots=True)
class Parent:
    cells: Mapping[str, str]
    unread: frozenset[str]  # see RawRow


@dataclass(frozen=True, slots=True)
class Parents:
    """Parent rows in a temporary database: a file may hold a million of them."""

    _database: sqlite3.Connection
    # Only the last result: the variants of a product mostly follow each other.
    _last: dict[str, Parent | None] = field(default_factory=dict)

    def add(self, keys: list[str], parent: Parent) -> None:
        text = json.dumps([dict(parent.cells), sorted(parent.unread)], ensure_ascii=False)
        rows = [(key, text) for key in keys if key]
        self._database.executemany("INSERT OR REPLACE INTO parent VALUES (?, ?)", rows)

    def get(self, key: str) -> Parent | None:
        if key not in self._last:
            self._last.clear()
            self._last[key] = self._stored(key)
        return self._last[key]

    def _stored(self, key: str) -> Parent | None:
        row = self._database.execute("SELECT parent FROM parent WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        cells, unread = json.loads(row[0])
        return Parent(cells, frozenset(unread))


@contextmanager
def open_parents() -> Iterator[Parents]:
    """Open an empty store of parents. Raises StorageError, also from the body of the with block."""
    # With an empty name SQLite uses an unnamed temporary file, removed when it is closed.
    # The first rows are read in another thread than the rest: see catalog.ingest.pausable.
    database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    with raising_storage_errors(), closing(database):
        database.execute("CREATE TABLE parent (key TEXT PRIMARY KEY, parent TEXT) WITHOUT ROWID")
        database.execute("BEGIN")
        yield Parents(database)
