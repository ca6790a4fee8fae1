"""Downloads the rows that a run has refused, mends some cells and uploads the file again."""

import csv
import io
from collections.abc import Callable

from django.core.files.base import ContentFile

from catalog.ingest.control import start_import
from catalog.ingest.corrections.lines import correction_lines, file_name
from catalog.ingest.missing.choice import KEEP_MISSING, MissingChoice
from catalog.ingest.missing.retiring import retire_missing
from catalog.ingest.read_options import DETECTED, ReadOptions
from catalog.ingest.run import run_import
from catalog.models import ImportRun, Merchant
from tests.ingest.conftest import Row

Mend = Callable[[Row], Row]


def import_file(
    merchant: Merchant,
    data: bytes,
    *,
    name: str = "feed.csv",
    options: ReadOptions = DETECTED,
    missing: MissingChoice = KEEP_MISSING,
) -> ImportRun:
    run = start_import(
        merchant=merchant,
        user=None,
        file=ContentFile(data),
        name=name,
        options=options,
        missing=missing,
    )
    run_import(run.pk)
    retire_missing(run.pk)
    run.refresh_from_db()
    return run


def corrections(run: ImportRun) -> str:
    return "".join(correction_lines(run)).removeprefix("\ufeff")


def correction_rows(run: ImportRun, delimiter: str = ",") -> list[Row]:
    return list(csv.DictReader(io.StringIO(corrections(run)), delimiter=delimiter))


def reasons_of(run: ImportRun, column: str, delimiter: str = ",") -> dict[str, str]:
    """The reason of each row, by its cell in a column."""
    rows = correction_rows(run, delimiter)
    return {row[column]: next(iter(row.values())) for row in rows}


def mended(run: ImportRun, mend: Mend, delimiter: str = ",") -> bytes:
    """The file as a merchant saves it in a spreadsheet."""
    rows = [mend(row) for row in correction_rows(run, delimiter)]
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def correct(
    run: ImportRun, mend: Mend, *, delimiter: str = ",", missing: MissingChoice = KEEP_MISSING
) -> ImportRun:
    return import_file(
        run.merchant, mended(run, mend, delimiter), name=file_name(run), missing=missing
    )


def with_price(price: str, *, column: str = "price", when: str = "") -> Mend:
    """Write a price into the rows that have this one."""
    return lambda row: row | {column: price} if row[column] == when else row
