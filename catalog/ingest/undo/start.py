"""The merchant's side of an undo: whether a run can be undone, what it would do, and its start."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.ingest.missing.recording import forget_run
from catalog.ingest.undo.standing import standings
from catalog.models import ChangeKind, ImportRun, ImportState, ProductChange, Undo
from catalog.models.imports import STOPPED

# Products that the page before an undo judges. More would take too long for a request.
MAX_JUDGED = 10_000


def undo_until(run: ImportRun) -> datetime | None:
    """When the run's journal is deleted. None while the run has not ended."""
    return run.finished_at and run.finished_at + timedelta(days=settings.SHOP_IMPORT_DAYS)


def can_undo(run: ImportRun) -> bool:
    """Whether the run has stopped, and its journal has anything to undo."""
    until = undo_until(run)
    in_time = until is None or timezone.now() < until
    return run.state in STOPPED and in_time and _journal(run).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Numbers of products in the run's journal, and what an undo now does to those judged."""

    total: int
    judged: int
    deleted: int
    restored: int
    left_alone: int
    gone: int


def expect(run: ImportRun) -> Expected:
    """Judge the first MAX_JUDGED products, without their photos."""
    ids = _journal(run).order_by("product_id").values_list("product_id", flat=True)
    found = standings(run.pk, list(ids[:MAX_JUDGED]))
    gone = sum(not s.exists and s.kind != ChangeKind.DELETED for s in found)
    deleted = sum(s.exists and s.is_untouched for s in found)
    left = sum(s.stays for s in found)
    return Expected(
        total=_journal(run).count(),
        judged=len(found),
        deleted=deleted,
        restored=len(found) - gone - deleted - left,
        left_alone=left,
        gone=gone,
    )


def start_undo(run: ImportRun, *, user: User | None) -> bool:
    """Have a worker undo the run. Returns False if that is not possible now.

    Once it is committed, the caller wakes a worker. An undo that has failed goes on.
    """
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if not can_undo(locked):
            return False
        total = _journal(locked).count()
        Undo.objects.get_or_create(
            run=locked, defaults={"started_by": user, "products_total": total}
        )
        locked.state, locked.reason, locked.attempts = ImportState.UNDOING, "", 0
        locked.due_at = timezone.now()
        forget_run(locked)
        locked.save(update_fields=["state", "reason", "attempts", "due_at", "missing_state"])
    return True


def _journal(run: ImportRun) -> QuerySet[ProductChange]:
    return ProductChange.objects.filter(run_id=run.pk)
