"""Who may work on an import run, and until when. The row in the database is the truth."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from catalog.models import ImportRun, ImportState, Merchant
from catalog.models.work import Work
from catalog.querysets import ImportRunQuerySet

LEASE = timedelta(minutes=2)
# Only that often is it written.
RENEW_BEFORE = timedelta(seconds=90)
UNFINISHED = (ImportState.PENDING, ImportState.RUNNING)


class LeaseLost(Exception):
    """The run was cancelled, or another worker has taken it over: stop without a trace."""


@dataclass(slots=True)
class Lease:
    """`until` doubles as the token that proves the lease, as in a WorkQuerySet claim."""

    run_id: int
    until: datetime

    def update(self, **values: object) -> None:
        """Write to the run and keep it for another LEASE. Raises LeaseLost."""
        until = timezone.now() + LEASE
        self._write(due_at=until, **values)
        self.until = until

    def keep(self) -> None:
        """Call it within long work. Raises LeaseLost."""
        if self.until - timezone.now() < RENEW_BEFORE:
            self.update()

    def release(self, **values: object) -> None:
        self._write(due_at=timezone.now(), **values)

    def _write(self, **values: object) -> None:
        mine = ImportRun.objects.filter(
            pk=self.run_id, state=ImportState.RUNNING, due_at=self.until
        )
        if mine.update(**values) != 1:
            raise LeaseLost(self.run_id)


def claim_run(run_id: int) -> Lease | None:
    """None unless this is the merchant's oldest unfinished run and nobody works on it.

    So imports of one merchant run one after the other in the order of their uploads, and an
    older file can never overwrite a newer one.
    """
    with transaction.atomic():
        merchant = Merchant.objects.filter(import_runs=run_id)
        # Not FOR UPDATE, which would wait for everybody who inserts a product of the merchant.
        if merchant.select_for_update(of=("self",), no_key=True).first() is None:
            return None
        run = _unfinished_of(run_id).first()
        if run is None or run.pk != run_id or run.due_at > timezone.now():
            return None
        return _start(run)


def next_run_after(run_id: int) -> int | None:
    """The merchant's next run that waits for its turn."""
    run = _unfinished_of(run_id).first()
    return run.pk if run and run.due_at <= timezone.now() else None


def _unfinished_of(run_id: int) -> ImportRunQuerySet:
    merchant = Merchant.objects.filter(import_runs=run_id)
    return ImportRun.objects.filter(merchant__in=merchant, state__in=UNFINISHED).order_by("pk")


def _start(run: ImportRun) -> Lease | None:
    if run.attempts >= Work.MAX_ATTEMPTS:
        run.state = ImportState.FAILED
        run.reason = (
            f"The import stopped {run.attempts} times after row {run.rows_read + 1} without "
            "getting any further. Look at that part of the file, or ask for the worker's log."
        )
        run.finished_at = timezone.now()
        run.save(update_fields=["state", "reason", "finished_at"])
        return None
    lease = Lease(run.pk, timezone.now() + LEASE)
    run.state, run.due_at, run.attempts = ImportState.RUNNING, lease.until, run.attempts + 1
    run.save(update_fields=["state", "due_at", "attempts"])
    return lease
