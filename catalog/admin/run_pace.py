"""The pace of a run's rows, photos and embeddings, for its page."""

from catalog.admin.findable import Findable
from catalog.admin.pace import measure_pace
from catalog.models import ImportRun, ImportState, Undo
from catalog.models.imports import UNFINISHED
from catalog.models.photo_counts import PhotoCounts

_READS_ROWS = (ImportState.CHECKING, ImportState.RUNNING)


def rows_pace(run: ImportRun) -> str:
    if run.state not in _READS_ROWS or not run.rows_read:
        return ""
    left = run.rows_total - run.rows_read
    return _in_words(f"pace-rows-{run.pk}-{run.state}", run.rows_read, left, "rows")


def undo_pace(undo: Undo | None) -> str:
    if undo is None:
        return ""
    done = undo.products_done
    return _in_words(f"pace-undo-{undo.pk}", done, undo.products_total - done, "products")


def photos_pace(run: ImportRun, counts: PhotoCounts, *, hosts_rest: bool) -> str:
    """While rows are written or a host rests, nobody knows how long the photos will take."""
    if not counts.waiting:
        return ""
    left = None if hosts_rest or run.state in UNFINISHED else counts.waiting
    return _in_words(f"pace-photos-{run.pk}", counts.total - counts.waiting, left, "photos")


def findable_pace(run: ImportRun, findable: Findable | None) -> str:
    if findable is None or not findable.waiting:
        return ""
    done = findable.found + findable.failed
    return _in_words(f"pace-products-{run.merchant_id}", done, findable.waiting, "products")


def _in_words(name: str, done: int, left: int | None, unit: str) -> str:
    pace = measure_pace(name, done=done, left=left)
    return pace.in_words(unit) if pace else ""
