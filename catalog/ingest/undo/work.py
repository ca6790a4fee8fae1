"""The worker's side of an undo: batches, each one transaction with its progress."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from psycopg.errors import UniqueViolation

from catalog.ingest.lease import Lease
from catalog.ingest.undo.batch import UndoneCounts, undo_products
from catalog.models import ImportRun, ImportState, ProductChange, Undo
from catalog.models.conflicts import is_write_conflict

BATCH_PRODUCTS = 200
MAX_TRIES = 5


@dataclass(frozen=True, slots=True)
class Undoer:
    """Undoes a run. Its journal is the position: what is undone leaves it."""

    run: ImportRun
    lease: Lease
    deadline: float  # of time.monotonic()
    on_progress: Callable[[int], None]

    def work(self) -> None:
        """Undo the run until the deadline, then finish or release it. Raises LeaseLost."""
        while product_ids := self._next_products():
            self._undo(product_ids)
            self.on_progress(len(product_ids))
            if time.monotonic() > self.deadline:
                self.lease.release()
                return
        self._finish()

    def _next_products(self) -> list[int]:
        changes = ProductChange.objects.filter(run_id=self.run.pk).order_by("product_id")
        return list(changes.values_list("product_id", flat=True)[:BATCH_PRODUCTS])

    def _undo(self, product_ids: list[int]) -> None:
        """Try again after a deadlock, or if somebody has just added a row that refers to one."""
        for tries_left in reversed(range(MAX_TRIES)):
            until = self.lease.until
            try:
                with transaction.atomic():
                    self._record(undo_products(self.run, product_ids))
            except (IntegrityError, OperationalError) as error:
                self.lease.until = until
                if not (tries_left and _may_pass(error)):
                    raise
            else:
                return

    def _record(self, counts: UndoneCounts) -> None:
        self.lease.update(attempts=0)
        names = UndoneCounts.__slots__
        Undo.objects.filter(run=self.run).update(
            **{name: F(name) + getattr(counts, name) for name in names}
        )

    @transaction.atomic
    def _finish(self) -> None:
        now = timezone.now()
        Undo.objects.filter(run=self.run).update(finished_at=now)
        # A paused run has not ended before.
        self.lease.release(
            state=ImportState.UNDONE, reason="", finished_at=Coalesce(F("finished_at"), now)
        )


def _may_pass(error: DatabaseError) -> bool:
    return is_write_conflict(error) or isinstance(error.__cause__, UniqueViolation)
