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
        leased = ImportRun.objects.filter(
            pk=self.run_id, state=ImportState.RUNNING, due_at=self.until
        )
        if leased.update(**values) != 1:
            raise LeaseLost(self.run_id)


def claim_run(run_id: int) -> Lease | None:
    """Lease a run to the caller. Returns None if it cannot start now, or has crashed too often.

    It can start if no worker holds it and no earlier run of its merchant is unfinished: an older
    file must not overwrite a newer one.
    """
    with transaction.atomic():
        merchant = Merchant.objects.filter(import_runs=run_id)
        # FOR NO KEY UPDATE: FOR UPDATE would wait for every insert of a product of the merchant.
        if merchant.select_for_update(of=("self",), no_key=True).first() is None:
            return None
        run = _unfinished_runs(run_id).first()
        if run is None or run.pk != run_id or run.due_at > timezone.now():
            return None
        return _start(run)


def next_run_after(run_id: int) -> int | None:
    """Return the id of the merchant's oldest unfinished run, if any and if no worker holds it."""
    run = _unfinished_runs(run_id).first()
    return run.pk if run and run.due_at <= timezone.now() else None


def _unfinished_runs(run_id: int) -> ImportRunQuerySet:
    """Return the unfinished runs of this run's merchant, oldest first."""
    merchant = Merchant.objects.filter(import_runs=run_id)
    return ImportRun.objects.filter(merchant__in=merchant, state__in=UNFINISHED).order_by("pk")


def _start(run: ImportRun) -> Lease | None:
    if run.attempts >= Work.MAX_ATTEMPTS:
        run.state = ImportState.FAILED
        run.reason = (
            f"The import stopped {run.attempts} times after {run.rows_read:,} rows without getting "
            "any further. Check that part of the file, or ask the operator for the log."
        )
        run.finished_at = timezone.now()
        run.save(update_fields=["state", "reason", "finished_at"])
        return None
    lease = Lease(run.pk, timezone.now() + LEASE)
    run.state, run.due_at, run.attempts = ImportState.RUNNING, lease.until, run.attempts + 1
    run.save(update_fields=["state", "due_at", "attempts"])
    return lease
