"""What variants share with a row that stands elsewhere in the file."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from catalog.files.trouble import storing


@dataclass(frozen=True, slots=True)
class Parents:
    """Cells by the keys they are asked for. In a temporary file: there may be a million."""

    _database: sqlite3.Connection
    # Variants follow each other: what one was told, the next is mostly told too.
    _last: dict[str, dict[str, str] | None] = field(default_factory=dict)

    def keep(self, keys: list[str], cells: Mapping[str, str]) -> None:
        text = json.dumps(dict(cells), ensure_ascii=False)
        rows = [(key, text) for key in keys if key]
        self._database.executemany("INSERT OR REPLACE INTO parent VALUES (?, ?)", rows)

    def find(self, key: str) -> dict[str, str] | None:
        if key not in self._last:
            self._last.clear()
            self._last[key] = self._stored(key)
        return self._last[key]

    def _stored(self, key: str) -> dict[str, str] | None:
        found = self._database.execute("SELECT cells FROM parent WHERE key = ?", (key,)).fetchone()
        cells: dict[str, str] | None = json.loads(found[0]) if found else None
        return cells


@contextmanager
def parents() -> Iterator[Parents]:
    """Raises StorageTrouble, also in the body."""
    # No name: a file of SQLite's own, which is gone when it is closed.
    with storing(), closing(sqlite3.connect("", isolation_level=None)) as database:
        database.execute("CREATE TABLE parent (key TEXT PRIMARY KEY, cells TEXT) WITHOUT ROWID")
        database.execute("BEGIN")
        yield Parents(database)
