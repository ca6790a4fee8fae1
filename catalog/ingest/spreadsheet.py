"""An Excel workbook (XLSX) as a CSV file with the same rows."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import islice
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from catalog.ingest.archive import READ_ERRORS
from catalog.ingest.problems import FeedError

MAX_ROWS = 1_048_576  # of a sheet, in Excel
MAX_COLUMNS = 1_000
# What openpyxl raises, beside what zipfile does, for workbooks that are damaged, or none.
_DAMAGED = (
    *READ_ERRORS,
    InvalidFileException,
    AttributeError,
    LookupError,
    SyntaxError,  # of XML
    TypeError,
)


def write_as_csv(
    workbook: IO[bytes], target: IO[bytes], *, limit: int, rows: int = MAX_ROWS
) -> None:
    """The first `rows` of the first sheet, to UTF-8. Raises FeedError, also for a workbook that
    unzips to more than `limit` bytes.
    """
    text = io.TextIOWrapper(
        target, encoding="utf-8", errors="replace", newline="", write_through=True
    )
    writer = csv.writer(text, lineterminator="\n")
    try:
        for cells in islice(_rows(workbook, limit), rows):
            # The csv module would write a row of one empty cell as "".
            text.write("\n") if not any(cells) else writer.writerow(cells)
    except _DAMAGED as error:
        raise FeedError(f"The Excel file is damaged ({error}). Save it once more.") from error
    finally:
        text.detach()


def _rows(workbook: IO[bytes], limit: int) -> Iterator[list[str]]:
    _check_size(workbook, limit)
    with closing(load_workbook(workbook, read_only=True, data_only=True)) as book:
        sheet = book.worksheets[0]
        # What it says of itself may be wrong, and rows are filled up to it.
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(values_only=True):
            if len(cells) > MAX_COLUMNS:
                raise FeedError(f"The first sheet has more than {MAX_COLUMNS:,} columns.")
            yield [_text(cell) for cell in cells]


def _check_size(workbook: IO[bytes], limit: int) -> None:
    """zipfile reads no more of an entry than its directory says."""
    workbook.seek(0)
    with zipfile.ZipFile(workbook) as entries:
        size = sum(entry.file_size for entry in entries.infolist())
    if size > limit:
        raise FeedError(f"The Excel file unzips to more than {limit // 1024**2} MB.")


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float():
            # Fifteen digits are what Excel keeps: 0.1 + 0.2 is 0.3 there.
            return f"{value:.15g}"
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)
