"""Checks a batch of rows: prepares them as an import does, and writes only what it found."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from catalog.ingest.checking.guard import is_guarded
from catalog.ingest.checking.losses import changed_fields, losses_of
from catalog.ingest.checking.missing import record_found
from catalog.ingest.checking.samples import MAX_SAMPLES, is_worth_showing, sample_of
from catalog.ingest.checking.understood import Reading
from catalog.ingest.lease import Lease, LeaseLost
from catalog.ingest.upsert import PreparedRow, Written, count_rows
from catalog.ingest.writing import BatchWriter, PreparedBatch
from catalog.models import CheckReport, ImportRun


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchChecker(BatchWriter):
    stores_photos: ClassVar[bool] = False

    def save(self, prepared: PreparedBatch) -> Written:
        """Add what the rows would change to the report, and return their counts.

        The report is read from the database, so that neither a rollback nor another worker counts
        rows twice. Raises LeaseLost if the run was deleted.
        """
        run_id = self.progress.lease.run_id
        report = CheckReport.objects.filter(run=run_id).first()
        if report is None:
            raise LeaseLost(run_id)
        columns = ["losses", "changes", "losing"]
        losses = [losses_of(row) for row in prepared.rows]
        _count(report.losses, losses)
        report.losing += sum(map(is_guarded, losses))
        _count(report.changes, map(changed_fields, prepared.rows))
        if len(report.samples) < MAX_SAMPLES:
            report.samples += self._samples(prepared.rows, MAX_SAMPLES - len(report.samples))
            columns.append("samples")
        report.save(update_fields=columns)
        if prepared.is_whole:
            record_found(report, self.run, prepared)
        return count_rows(prepared.rows)

    def _samples(self, rows: Iterable[PreparedRow], limit: int) -> list[dict[str, object]]:
        shown = [row for row in rows if is_worth_showing(row)]
        return [sample_of(row, self.archive) for row in shown[:limit]]


def begin_check(run: ImportRun, lease: Lease, reading: Reading) -> None:
    """Say how the file was read, and have the import read it in the same way. Raises LeaseLost."""
    if CheckReport.objects.filter(run=run).exists():
        return  # an earlier worker has begun
    lease.update(dialect=reading.dialect, read_options=reading.options.stored())
    CheckReport.objects.create(run=run, understood=reading.understood)


def _count(counts: dict[str, int], names: Iterable[Iterable[str]]) -> None:
    for of_row in names:
        for name in of_row:
            counts[name] = counts.get(name, 0) + 1
