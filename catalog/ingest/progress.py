"""The progress of an import, committed together with the products of the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from catalog.ingest.lease import Lease
from catalog.ingest.problem_groups import ProblemGroups
from catalog.ingest.problems import Problem
from catalog.ingest.row_numbers import RowNumbers


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCounts:
    """What became of rows. Each is counted once; `locked` and `unnamed` count some again."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    superseded: int = 0
    invalid: int = 0
    skipped: int = 0
    locked: int = 0
    unnamed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    last_row: int
    counts: RowCounts
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    until: datetime
    known_problems: frozenset[tuple[str, str]]


@dataclass(slots=True)
class Progress:
    lease: Lease
    problems: ProblemGroups
    rows: RowNumbers  # of the whole file

    def record(self, result: BatchResult) -> None:
        """Add a batch's counts and problems to its run, and extend the lease. Raises LeaseLost.

        Call it in the transaction that writes the batch, so that a resumed import continues after
        this batch.
        """
        self.problems.add(result.problems)
        counts = {name: getattr(result.counts, name) for name in RowCounts.__slots__}
        self.lease.update(
            rows_read=self.rows.up_to(result.last_row),
            attempts=0,  # attempts count only failures at the same batch
            **{name: F(name) + count for name, count in counts.items() if count},
        )

    def checkpoint(self) -> Checkpoint:
        return Checkpoint(until=self.lease.until, known_problems=self.problems.known())

    def restore(self, checkpoint: Checkpoint) -> None:
        """Restore the values of a checkpoint, after a rollback."""
        self.lease.until = checkpoint.until
        self.problems.restore(checkpoint.known_problems)
