"""The progress of an import, committed together with the products of the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from catalog.ingest.lease import Lease
from catalog.ingest.problems import Problem
from catalog.models import RowOutcome, Severity

# Problems in a report. Nobody reads more, and a million bad rows must not fill the database.
MAX_OUTCOMES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    last_row: int
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: Sequence[Problem] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    until: datetime
    listed: int


@dataclass(slots=True)
class Progress:
    lease: Lease
    listed: int  # problems already in the report
    header_rows: int  # rows before the first product

    def rows_read(self, last_row: int) -> int:
        return last_row - self.header_rows

    def record(self, result: BatchResult) -> None:
        """Add a batch's counts and problems to its run, and extend the lease. Raises LeaseLost.

        Call it in the transaction that writes the batch, so that a resumed import continues after
        this batch.
        """
        self._list(result.problems)
        failed = {p.row for p in result.problems if p.severity == Severity.ERROR}
        self.lease.update(
            rows_read=self.rows_read(result.last_row),
            created=F("created") + result.created,
            updated=F("updated") + result.updated,
            unchanged=F("unchanged") + result.unchanged,
            failed=F("failed") + len(failed),
            attempts=0,  # attempts count only failures at the same batch
        )

    def checkpoint(self) -> Checkpoint:
        return Checkpoint(until=self.lease.until, listed=self.listed)

    def restore(self, checkpoint: Checkpoint) -> None:
        """Restore the values of a checkpoint, after a rollback."""
        self.lease.until, self.listed = checkpoint.until, checkpoint.listed

    def _list(self, problems: Sequence[Problem]) -> None:
        room = MAX_OUTCOMES - self.listed
        listed = list(problems[: max(room, 0)])
        if len(problems) > room > 0:
            listed[-1] = Problem(
                row=listed[-1].row,
                message=f"Only the first {MAX_OUTCOMES:,} problems are listed. Fix these first.",
            )
        self.listed += len(listed)
        RowOutcome.objects.bulk_create(_outcome(self.lease.run_id, p) for p in listed)


def _outcome(run_id: int, problem: Problem) -> RowOutcome:
    return RowOutcome(
        run_id=run_id,
        row=problem.row,
        external_id=problem.external_id[:100],
        severity=problem.severity,
        message=problem.message[:2000],
    )
