"""What an import has done so far, written together with the rows it did."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from catalog.ingest.lease import Lease
from catalog.ingest.problems import Problem
from catalog.models import RowOutcome, Severity

# Nobody reads more, and a hostile file of a million bad rows must not fill the database.
MAX_OUTCOMES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    last_row: int
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: Sequence[Problem] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    until: datetime
    listed: int


@dataclass(slots=True)
class Progress:
    lease: Lease
    listed: int  # problems already in the report
    header_rows: int  # before the first row that may be a product

    def rows_read(self, last_row: int) -> int:
        return last_row - self.header_rows

    def record(self, result: BatchResult) -> None:
        """In the batch's own transaction, so that a resumed import continues exactly here."""
        self._list(result.problems)
        failed = {p.row for p in result.problems if p.severity == Severity.ERROR}
        self.lease.update(
            rows_read=self.rows_read(result.last_row),
            created=F("created") + result.created,
            updated=F("updated") + result.updated,
            unchanged=F("unchanged") + result.unchanged,
            failed=F("failed") + len(failed),
            attempts=0,  # it got further, so what stopped it before did not stop it here
        )

    def mark(self) -> Mark:
        return Mark(until=self.lease.until, listed=self.listed)

    def return_to(self, mark: Mark) -> None:
        """After a rollback, which the database has made by itself."""
        self.lease.until, self.listed = mark.until, mark.listed

    def keep_lease(self) -> None:
        """Between rows: decoding a batch's photos may take longer than the lease."""
        self.lease.keep()

    def _list(self, problems: Sequence[Problem]) -> None:
        room = MAX_OUTCOMES - self.listed
        listed = list(problems[: max(room, 0)])
        if len(problems) > room > 0:
            listed[-1] = Problem(
                row=listed[-1].row,
                message=f"Only the first {MAX_OUTCOMES:,} problems are listed. Mend these first.",
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
