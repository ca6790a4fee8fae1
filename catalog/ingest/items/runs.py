"""The import run of what a program has sent: it has no file, and ends in its own transaction."""

from django.utils import timezone

from catalog.ingest.items.rows import API
from catalog.ingest.lease import LEASE, Lease
from catalog.models import ImportRun, ImportState, Merchant


def begin_run(merchant: Merchant, *, name: str, rows: int) -> ImportRun:
    """Create a run that nobody else sees before it has ended. Call it in a transaction."""
    return ImportRun.objects.create(
        merchant=merchant,
        original_name=name[:300],
        dialect=API.name,
        state=ImportState.RUNNING,
        due_at=timezone.now() + LEASE,
        rows_total=rows,
    )


def end_run(lease: Lease, **counts: object) -> None:
    lease.release(state=ImportState.FINISHED, finished_at=timezone.now(), **counts)


def drop_run(run: ImportRun) -> None:
    """Delete a run that has changed nothing, with its problems."""
    run.delete()
