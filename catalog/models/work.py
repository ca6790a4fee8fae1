"""Work for Celery workers. The rows are the queue; a Celery message only wakes a worker."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

W = TypeVar("W", bound="Work")


class WorkState(models.TextChoices):
    PENDING = "pending", "Pending"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Rows leased to one worker. `until` is also the token that proves the lease."""

    keys: tuple[int, ...]
    until: datetime


class WorkQuerySet(models.QuerySet[W]):
    def waiting(self) -> Self:
        """The rows that a worker has yet to deal with, now or later."""
        return self.filter(state=WorkState.PENDING)

    def due(self) -> Self:
        return self.waiting().filter(due_at__lte=timezone.now())

    def claim(self, count: int, *, lease: timedelta) -> Claim:
        """Lease at most `count` due rows to the caller.

        SKIP LOCKED lets many workers claim at once without waiting and without sharing a row.
        The claim itself counts as an attempt, because a worker that is killed reports nothing.
        """
        until = timezone.now() + lease
        with transaction.atomic():
            keys = self._lock_due(count)
            self.model._default_manager.filter(pk__in=keys).update(
                due_at=until, attempts=F("attempts") + 1
            )
        return Claim(keys=keys, until=until)

    def _lock_due(self, count: int) -> tuple[int, ...]:
        return tuple(self.free().values_list("pk", flat=True)[:count])

    def free(self) -> Self:
        """The due rows that nobody has locked, the longest due first, to lock them.

        Ordered by nothing else: rows that became due together would be sorted at each claim.
        """
        return self.due().order_by("due_at").select_for_update(skip_locked=True, no_key=True)

    def held(self, claim: Claim) -> Self:
        """The claimed rows that nobody has changed or claimed since."""
        return self.waiting().filter(pk__in=claim.keys, due_at=claim.until)

    def requeue(self) -> int:
        """Make the rows due now, whatever their state, with all attempts left. Returns how many.

        The database triggers do the same in SQL (migration 0002), when a product's description
        or photos change.
        """
        return self.update(state=WorkState.PENDING, reason="", attempts=0, due_at=timezone.now())

    def retry_in(self, delay: timedelta, *, reason: str) -> int:
        """Release claimed rows and make them due after a backoff. Returns how many."""
        return self.update(due_at=timezone.now() + delay, reason=reason)

    def fail(self, *, reason: str) -> int:
        """Give the rows up until they are requeued. Returns how many."""
        return self.update(state=WorkState.FAILED, reason=reason)


class Work(models.Model):
    """A row that waits for a worker.

    `due_at` is when it may be claimed: now for new work, the end of the lease while a worker
    holds it, the end of the backoff after a failure. The lease of a worker that dies just expires.
    `attempts` counts claims, so a worker killed for running out of memory counts too.
    """

    MAX_ATTEMPTS = 3

    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.PENDING)
    reason = models.TextField(blank=True, help_text="Why it failed, and what to do.")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
