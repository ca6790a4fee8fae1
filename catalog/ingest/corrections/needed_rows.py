"""Which rows of a file belong into one of a few of them, so that these mean the same there."""

from array import array
from collections.abc import Container, Iterator
from itertools import chain

import numpy as np

from catalog.ingest.problems import Problem
from catalog.ingest.row_numbers import RowNumbers
from catalog.ingest.source import Source
from catalog.ingest.stated import SeenColumns
from catalog.ingest.table import RawRow


def needed_rows(source: Source, invalid: RowNumbers) -> RowNumbers:
    """Return the invalid rows and those that they need. Reads the file several times.

    They are the rows of the same handle, or the parent; and those of the same SKU with theirs: a
    variant whose SKU is shared is known by its handle and options, or by its ID.
    """
    chosen = RowNumbers.of(chain(invalid, _with_ids_of(source, invalid)))
    return RowNumbers.of(chain(chosen, source.dialect.companions(source.table, chosen)))


def _with_ids_of(source: Source, chosen: Container[int]) -> Iterator[int]:
    if not source.dialect.has_alternate_ids:
        return
    columns = SeenColumns(source.table, source.dialect).of_header
    ids = array("q")  # hashes: eight bytes each
    for row in source.rows(columns):
        if row.row in chosen and (key := _external_id(source, row)):
            ids.append(hash(key))
    known = np.unique(np.array(ids, dtype=np.int64))
    for row in source.rows(columns):
        if (key := _external_id(source, row)) and _is_in(known, hash(key)):
            yield row.row


def _external_id(source: Source, row: RawRow | Problem) -> str:
    return row.external_id if isinstance(row, Problem) else source.dialect.external_id(row)


def _is_in(ordered: "np.ndarray[tuple[int], np.dtype[np.int64]]", value: int) -> bool:
    position = int(np.searchsorted(ordered, value))
    return position < len(ordered) and int(ordered[position]) == value
