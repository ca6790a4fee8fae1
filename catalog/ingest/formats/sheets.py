"""The sheets of a workbook, and which of them is the catalog. Imports no Django."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from catalog.ingest.column_names import normalise_header

# Rows in which a header is looked for, and sheets that are looked at.
_HEAD_ROWS: Final = 20
_MAX_SHEETS: Final = 50
# A sheet with as many names of known columns in a row is a catalog.
_ENOUGH: Final = 2


class Refused(Exception):
    """The workbook cannot be converted. The message names the cause and the fix."""

    status = os.EX_DATAERR


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    rows: Callable[[], Iterator[list[str]]]  # each call reads from the first row


@dataclass(frozen=True, slots=True)
class _Head:
    sheet: Sheet
    rows: Sequence[list[str]]

    def known_columns(self, known: Collection[str]) -> int:
        counts = (len(set(map(normalise_header, row)) & set(known)) for row in self.rows)
        return max(counts, default=0)


def choose_sheet(sheets: Iterable[Sheet], known: Collection[str]) -> tuple[Sheet, str]:
    """Return the sheet with most `known` columns, or else the first, and a note if it is unsure.

    Raises Refused.
    """
    heads = [
        _Head(sheet, list(islice(sheet.rows(), _HEAD_ROWS)))
        for sheet in islice(sheets, _MAX_SHEETS)
    ]
    if not heads:
        raise Refused("The workbook holds no sheet with cells. Fill one in.")
    filled = [head for head in heads if any(map(any, head.rows))] or heads[:1]
    scores = [head.known_columns(known) for head in filled]
    best = max(scores)
    likely = [head for head, score in zip(filled, scores, strict=True) if score == best]
    if best < _ENOUGH:
        likely = filled[:1]
    return likely[0].sheet, _note([h.sheet.name for h in likely], others=len(filled) > 1)


def _note(names: Sequence[str], *, others: bool) -> str:
    chosen = f'The sheet "{names[0][:60]}" was read'
    if len(names) > 1:
        alike = ", ".join(f'"{name[:60]}"' for name in names[1:4])
        return f"{chosen}, though {alike} has the same columns. Upload each as a file of its own."
    return f"{chosen}, and no other." if others else ""
