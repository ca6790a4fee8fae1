"""Writes the products that a program sends, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import IntegrityError, OperationalError, transaction

from catalog.ingest.batch import row_error
from catalog.ingest.categories import CategoryTree
from catalog.ingest.items.batch import ItemBatch, batch_of, repeated_ids
from catalog.ingest.items.outcomes import Outcome, Result, Upserted
from catalog.ingest.items.rows import with_currencies
from catalog.ingest.items.runs import begin_run, drop_run, end_run
from catalog.ingest.lease import Lease
from catalog.ingest.problem_groups import ProblemGroups
from catalog.ingest.problems import Problem, RowError
from catalog.ingest.product_update import ProductGone
from catalog.ingest.progress import Progress
from catalog.ingest.table import RawRow
from catalog.ingest.upsert import PreparedRow, Written
from catalog.ingest.writing import MAX_TRIES, BatchWriter, PreparedBatch, is_outdated
from catalog.models import Merchant

MAX_ITEMS: Final = 500  # of one request
_REPEATED: Final = (
    'external_id "{}" is that of a later product of this request too. Send each product once, '
    "with all its fields."
)
Then = Callable[[Upserted], None]


def upsert_items(
    merchant: Merchant, rows: Sequence[RawRow], *, name: str, then: Then = lambda _: None
) -> Upserted:
    """Create or update products, as far as their rows say. `name` is that of the run.

    All are written in one transaction, or none, and `then` is called within it. Once it is
    committed, the caller wakes the workers. Raises what a further try would not cure.
    """
    categories = CategoryTree()
    for tries_left in reversed(range(MAX_TRIES)):
        try:
            return _Attempt(merchant, with_currencies(merchant, rows), name, categories).write(then)
        except (IntegrityError, OperationalError, ProductGone) as error:
            if not (tries_left and is_outdated(error)):
                raise
            categories.forget()
    raise AssertionError  # the last try has returned or raised


@dataclass(frozen=True, slots=True)
class _Attempt:
    merchant: Merchant
    rows: Sequence[RawRow]
    name: str
    categories: CategoryTree
    refused: dict[int, Outcome] = field(default_factory=dict)

    def write(self, then: Then) -> Upserted:
        self.refused.update(_repetitions(self.rows))
        rows = [row for row in self.rows if row.row not in self.refused]
        if not rows:
            upserted = Upserted(outcomes=self.refused)
            with transaction.atomic():
                then(upserted)
            return upserted
        batch = batch_of(self.merchant, rows)
        # Each new category in a transaction of its own: see CategoryTree.
        for row in batch.rows:
            self.categories.resolve(row.category or ())
        with transaction.atomic():
            upserted = self._write(batch)
            then(upserted)
        return upserted

    def _write(self, batch: ItemBatch) -> Upserted:
        run = begin_run(self.merchant, name=self.name, rows=len(batch.columns))
        lease = Lease(run.pk, run.due_at)
        writer = ItemWriter(
            run=run,
            archive=None,
            categories=self.categories,
            progress=Progress(lease, ProblemGroups(run.pk), batch.overview.rows),
        )
        outcomes = self.refused | writer.write_items(batch)
        upserted = Upserted(outcomes=outcomes, run_id=run.pk)
        if upserted.count(Result.CREATED) + upserted.count(Result.CHANGED):
            end_run(lease)
            return upserted
        drop_run(run)
        return Upserted(outcomes=outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWriter(BatchWriter):
    written: dict[int, Outcome] = field(default_factory=dict)

    def write_items(self, batch: ItemBatch) -> dict[int, Outcome]:
        """Write the rows, and return what became of each, by its number."""
        self.write_once(batch)
        for problem in batch.problems:
            self._add(problem)
        return self.written

    def save(self, prepared: PreparedBatch) -> Written:
        # Without arguments, super() fails in a class with slots.
        written = super(ItemWriter, self).save(prepared)
        ordered = sorted(prepared.rows, key=lambda row: row.row.external_id)
        for row, product_id in zip(ordered, written.product_ids, strict=True):
            outcome = Outcome(result=_result(row), product_id=product_id)
            self.written[row.row.row] = outcome
        for problem in prepared.problems:
            self._add(problem)
        return written

    def _add(self, problem: Problem) -> None:
        known = self.written.get(problem.row, Outcome(result=Result.REFUSED))
        problems = (*known.problems, problem)
        self.written[problem.row] = Outcome(
            result=known.result, product_id=known.product_id, problems=problems
        )


def _result(row: PreparedRow) -> Result:
    if row.product is None:
        return Result.CREATED
    return Result.CHANGED if row.changes.values or row.photos else Result.UNCHANGED


def _repetitions(rows: Sequence[RawRow]) -> dict[int, Outcome]:
    outcomes = {}
    for row, _later in repeated_ids(rows):
        key = row.cells["external_id"]
        problem = row_error(row.row, key, RowError(_REPEATED.format(key)))
        outcomes[row.row] = Outcome(result=Result.REFUSED, problems=(problem,))
    return outcomes
