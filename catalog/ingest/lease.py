"""Leases: which worker may run an import, and until when. They are kept in the run's row."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from catalog.models import ImportRun, ImportState, Merchant
from catalog.models.imports import UNFINISHED, ImportRunQuerySet
from catalog.models.work import Work

LEASE = timedelta(minutes=2)
# A lease is renewed only when less than this is left, to save writes.
RENEW_BEFORE = timedelta(seconds=90)


class LeaseLost(Exception):
    """The run was cancelled or taken over by another worker. Stop without writing anything."""


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

    It can start if no worker holds it and no earlier run of its merchant is unfinished: an older
    file must not overwrite a newer one. A check writes no products, and waits for nothing.
    """
    with transaction.atomic():
        merchant = Merchant.objects.filter(import_runs=run_id)
        # FOR NO KEY UPDATE: FOR UPDATE would wait for every insert of a product of the merchant.
        if merchant.select_for_update(of=("self",), no_key=True).first() is None:
            return None
        run = _checks(run_id).first() or _unfinished_runs(run_id).first()
        if run is None or run.pk != run_id or run.due_at > timezone.now():
            return None
        return _start(run)


def next_run_after(run_id: int) -> int | None:
    """Return the id of the run if it is an unfinished check, else of the merchant's oldest run.

    Returns None if a worker holds it, or there is none.
    """
    run = _checks(run_id).first() or _unfinished_runs(run_id).first()
    return run.pk if run and run.due_at <= timezone.now() else None


def _checks(run_id: int) -> ImportRunQuerySet:
    return ImportRun.objects.filter(pk=run_id, state=ImportState.CHECKING)


def _unfinished_runs(run_id: int) -> ImportRunQuerySet:
    """Return the unfinished runs of this run's merchant, oldest first."""
    merchant = Merchant.objects.filter(import_runs=run_id)
    return ImportRun.objects.filter(merchant__in=merchant, state__in=UNFINISHED).order_by("pk")


def _start(run: ImportRun) -> Lease | None:
    is_check = run.state == ImportState.CHECKING
    if run.attempts >= Work.MAX_ATTEMPTS:
        work = "check" if is_check else "import"
        run.state = ImportState.FAILED
        run.reason = (
            f"The {work} stopped {run.attempts} times after {run.rows_read:,} rows without getting "
            "any further. Check that part of the file, or ask the operator for the log."
        )
        run.finished_at = timezone.now()
        run.save(update_fields=["state", "reason", "finished_at"])
        return None
    state = ImportState.CHECKING if is_check else ImportState.RUNNING
    lease = Lease(run.pk, timezone.now() + LEASE, state)
    run.state, run.due_at, run.attempts = state, lease.until, run.attempts + 1
    run.save(update_fields=["state", "due_at", "attempts"])
    return lease
