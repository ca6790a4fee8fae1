"""The sheets of an Excel workbook (XLSX). Imports no Django."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from typing import IO, Any, Final

from catalog.ingest.formats.sheets import Sheet

# openpyxl imports numpy if it is installed, and does not need it for reading.
sys.modules["numpy"] = None  # type: ignore[assignment]  # makes `import numpy` raise ImportError

from openpyxl import load_workbook  # noqa: E402  # after numpy is blocked

# "00000" shows 42 as 00042, which is what the merchant sees and means.
_LEADING_ZEROS: Final = re.compile(r"0{2,20}")


@contextmanager
def open_xlsx(workbook: IO[bytes]) -> Iterator[list[Sheet]]:
    """Yield the sheets that Excel shows."""
    book = load_workbook(workbook, read_only=True, data_only=True)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        yield [Sheet(sheet.title, partial(_rows, sheet)) for sheet in shown or book.worksheets]
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[list[str]]:
    # The stored dimensions may be wrong, and openpyxl pads rows up to them.
    sheet.reset_dimensions()
    for cells in sheet.iter_rows():
        yield [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    match cell.value:
        case None:
            return ""
        case bool() as value:
            return str(value).upper()
        case int() as value:
            zeros = _LEADING_ZEROS.fullmatch(cell.number_format)
            return str(value).zfill(len(zeros[0])) if zeros else str(value)
        case float() as value:
            # Excel keeps 15 significant digits: there, 0.1 + 0.2 is 0.3.
            return f"{value:.15g}"
        case datetime() | date() as value:
            return value.isoformat()
        case value:
            return str(value)
