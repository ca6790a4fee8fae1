"""What a merchant decides about a checked upload: import it, or read it in another way."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from catalog.ingest.checking.guard import reasons_to_ask
from catalog.ingest.read_options import ReadOptions
from catalog.models import CheckReport, FeedAddress, ImportRun, ImportState, Merchant

# An upload that is imported at once has no more rows. A merchant reads the report of a larger one.
MAX_ROWS_AT_ONCE: Final = 200


@transaction.atomic
def import_checked(run: ImportRun) -> ImportRun | None:
    """Have a checked upload imported as a new run. Once it is committed, the caller wakes a worker.

    Returns None if it does not wait any more, or if the check found no rows to import. Imports of a
    merchant take effect in the order of their ids, and others may have started since the upload.
    So the import gets a new id, and the check's row is deleted.
    """
    checked = _lock(run)
    if checked is None or not importable_rows(checked):
        return None
    name, checked.file.name = checked.file.name, ""
    imported = ImportRun.objects.create(
        merchant=checked.merchant,
        started_by=checked.started_by,
        file=name,
        original_name=checked.original_name,
        dialect=checked.dialect,
        read_options=checked.read_options,
        imports_at_once=checked.imports_at_once,
        feed=checked.feed,
        feed_address=checked.feed_address,
        missing_action=checked.missing_action,
        missing_scope=checked.missing_scope,
        checked_as=checked.pk,
    )
    CheckReport.objects.filter(run=checked).update(run=imported)
    _remember_for_address(imported)
    checked.delete()
    return imported


@transaction.atomic
def check_again(run: ImportRun, options: ReadOptions) -> bool:
    """Check a waiting upload with these options. Returns False if it does not wait any more."""
    checked = _lock(run)
    if checked is None:
        return False
    checked.problem_groups.all().delete()
    CheckReport.objects.filter(run=checked).delete()
    checked.dialect, checked.read_options = options.dialect, options.stored()
    checked.state, checked.reason = ImportState.CHECKING, ""
    checked.attempts, checked.due_at, checked.finished_at = 0, timezone.now(), None
    checked.rows_total = checked.rows_read = checked.locked = checked.unnamed = 0
    for name in checked.row_counts:
        setattr(checked, name, 0)
    checked.save()
    return True


def import_if_safe(run_id: int) -> int | None:
    """Have a checked run imported if its merchant wants that, and it leaves nothing to decide.

    Returns the id of the import.
    """
    waiting = ImportRun.objects.filter(pk=run_id, state=ImportState.CHECKED, imports_at_once=True)
    checked = waiting.first()
    if checked is None or not leaves_nothing_to_decide(checked):
        return None
    imported = import_checked(checked)
    return imported.pk if imported else None


def importable_rows(run: ImportRun) -> int:
    return run.created + run.changed + run.unchanged


def leaves_nothing_to_decide(run: ImportRun) -> bool:
    """Whether a checked upload is small and read without a guess, and nothing is lost by it.

    Neither a row of the file nor what a product has. What is fetched from an address comes again
    and again, and may lose some.
    """
    if run.feed_address is not None:
        return not reasons_to_ask(run)
    report = CheckReport.objects.filter(run=run, losses={}, missing=0, understood__doubts=[])
    is_whole = 0 < run.rows_total == importable_rows(run) + run.skipped
    return is_whole and run.rows_total <= MAX_ROWS_AT_ONCE and report.exists()


def _remember_for_address(run: ImportRun) -> None:
    """Have later files from the run's address read in the same way, as somebody has seen it."""
    if run.feed_address is None:
        return
    chosen = ("encoding", "currency", "decimal_mark")
    options = {name: value for name, value in run.read_options.items() if name in chosen}
    FeedAddress.objects.filter(pk=run.feed_address.pk).update(
        is_confirmed=True, dialect=run.dialect, read_options=options
    )


def _lock(run: ImportRun) -> ImportRun | None:
    """Lock the run, if it is checked. The merchant is locked first, as a worker's claim does."""
    merchants = Merchant.objects.filter(pk=run.merchant_id)
    merchants.select_for_update(of=("self",), no_key=True).first()
    checked = ImportRun.objects.filter(pk=run.pk, state=ImportState.CHECKED)
    return checked.select_for_update(of=("self",)).select_related("merchant").first()
