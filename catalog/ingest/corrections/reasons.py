"""Why rows of a run are invalid, in the order of the file."""

from collections.abc import Iterator

from django.db import connection

from catalog.ingest.row_numbers import RowNumbers
from catalog.models import ImportRun, Severity

# Postgres sorts them on its disk if they are many.
_REASONS = """
SELECT row, string_agg(message, ' ') FROM (
    SELECT outcome.row, outcome.message
    FROM catalog_rowoutcome outcome WHERE run_id = %(run)s AND severity = %(error)s
    UNION ALL
    SELECT of_batch.row, of_batch.message
    FROM catalog_furtherrows further JOIN catalog_problemgroup grouped ON grouped.id = group_id,
        unnest(further.rows, further.messages) AS of_batch (row, message)
    WHERE grouped.run_id = %(run)s AND grouped.severity = %(error)s
) AS problem
WHERE row > 0
GROUP BY row ORDER BY row
"""
_FETCHED = 1_000  # rows at a time


def reasons(run: ImportRun) -> Iterator[tuple[int, str]]:
    """Yield the numbers of invalid rows, ascending, each with what is wrong and what to do.

    They stay in the database until they are needed: a file may have two million bad rows.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_REASONS, {"run": run.pk, "error": Severity.ERROR})
        while found := cursor.fetchmany(_FETCHED):
            yield from found


def invalid_rows(run: ImportRun) -> RowNumbers:
    return RowNumbers.of(row for row, _ in reasons(run))
