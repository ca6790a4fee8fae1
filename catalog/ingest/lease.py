"""Leases: which worker may run an import, and until when. They are kept in the run's row."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils import timezone

from catalog.models import ImportRun, ImportState, Merchant
from catalog.models.imports import ACTIVE, UNFINISHED, ImportRunQuerySet
from catalog.models.work import Work

LEASE = timedelta(minutes=2)
# A lease is renewed only when less than this is left, to save writes.
RENEW_BEFORE = timedelta(seconds=90)


class LeaseLost(Exception):
    """The run was paused, cancelled or taken over. Stop without writing anything."""


@dataclass(slots=True)
class Lease:
    """A worker's lease on a run. It is lost once the run's `due_at` differs from `until`."""

    run_id: int
    until: datetime
    state: ImportState = ImportState.RUNNING  # of the run while it is leased

    @property
    def is_check(self) -> bool:
        return self.state == ImportState.CHECKING

    def update(self, **values: object) -> None:
        """Set fields of the run and extend the lease. Raises LeaseLost."""
        until = timezone.now() + LEASE
        self._write(due_at=until, **values)
        self.until = until

    def renew(self) -> None:
        """Extend the lease if it ends soon. Raises LeaseLost."""
        if self.until - timezone.now() < RENEW_BEFORE:
            self.update()

    def release(self, **values: object) -> None:
        """Set fields of the run and end the lease. Any worker may claim an unfinished run then.

        Raises LeaseLost.
        """
        self._write(due_at=timezone.now(), **values)

    def _write(self, **values: object) -> None:
        leased = ImportRun.objects.filter(pk=self.run_id, state=self.state, due_at=self.until)
        if leased.update(**values) != 1:
            raise LeaseLost(self.run_id)


def claim_run(run_id: int) -> Lease | None:
    """Lease a run to the caller. Returns None if it cannot start now, or has crashed too often.

    It can start if no worker holds it and it is the merchant's turn: see `_runs_in_order`. A check
    writes no products, and waits for nothing.
    """
    with transaction.atomic():
        merchant = Merchant.objects.filter(import_runs=run_id)
        # FOR NO KEY UPDATE: FOR UPDATE would wait for every insert of a product of the merchant.
        if merchant.select_for_update(of=("self",), no_key=True).first() is None:
            return None
        run = _checks(run_id).first() or _runs_in_order(run_id).first()
        if run is None or run.pk != run_id or not _is_due(run):
            return None
        return _start(run)


def next_run_after(run_id: int) -> int | None:
    """Return the id of the run if it is a check that goes on, else of the run whose turn it is at
    its merchant. Returns None if a worker holds it, or there is none.
    """
    run = _checks(run_id).first() or _runs_in_order(run_id).first()
    return run.pk if run and _is_due(run) else None


def _checks(run_id: int) -> ImportRunQuerySet:
    return ImportRun.objects.filter(pk=run_id, state=ImportState.CHECKING)


def _is_due(run: ImportRun) -> bool:
    return run.state in ACTIVE and run.due_at <= timezone.now()


def _runs_in_order(run_id: int) -> ImportRunQuerySet:
    """Return the runs of this run's merchant that wait or are under way, in the order of work.

    An import that has begun goes on. Then undos come first, so that a fault is gone before the next
    file is compared with the products; the newest first, which leaves the least alone. Imports
    follow in the order of their upload, and a paused one holds up those after it: an older file
    must not overwrite a newer one.
    """
    merchant = Merchant.objects.filter(import_runs=run_id)
    waiting = (*UNFINISHED, ImportState.UNDOING, ImportState.PAUSED)
    runs = ImportRun.objects.filter(merchant__in=merchant, state__in=waiting)
    undoing = When(state=ImportState.UNDOING, then=Value(1))
    rank = Case(When(state=ImportState.RUNNING, then=Value(0)), undoing, default=Value(2))
    newest_undo = Case(When(state=ImportState.UNDOING, then="pk"), default=Value(0))
    return runs.order_by(rank, newest_undo.desc(), "pk")


def _start(run: ImportRun) -> Lease | None:
    if run.attempts >= Work.MAX_ATTEMPTS:
        run.reason = _gave_up(run)
        run.state, run.finished_at = ImportState.FAILED, run.finished_at or timezone.now()
        run.save(update_fields=["state", "reason", "finished_at"])
        return None
    kept = {ImportState.CHECKING, ImportState.UNDOING}
    state = run.state if run.state in kept else ImportState.RUNNING
    lease = Lease(run.pk, timezone.now() + LEASE, ImportState(state))
    run.state, run.due_at, run.attempts = lease.state, lease.until, run.attempts + 1
    run.save(update_fields=["state", "due_at", "attempts"])
    return lease


def _gave_up(run: ImportRun) -> str:
    if run.state == ImportState.UNDOING:
        return (
            f"Undoing the import stopped {run.attempts} times without getting any further. What is "
            "undone stays so. Ask the operator for the log, then undo it again."
        )
    work = "check" if run.state == ImportState.CHECKING else "import"
    return (
        f"The {work} stopped {run.attempts} times after {run.rows_read:,} rows without getting "
        "any further. Check that part of the file, or ask the operator for the log."
    )
