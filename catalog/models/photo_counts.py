"""What became of the photos whose addresses a run had fetched.

Counted by the run that photos name, in an index: a counter in the run's row would be written by
each fetched photo, and the products of a run are not known once a later run has changed them.
"""

from dataclasses import dataclass

from django.db.models import Count

from catalog.models.imports import ImportRun
from catalog.models.photo import Photo, Revalidation
from catalog.models.work import WorkState


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoCounts:
    """Numbers of photos. Each is counted in exactly one."""

    fetched: int = 0  # also those that were found unchanged
    kept: int = 0  # the address failed, and the former picture stays
    failed: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        return self.fetched + self.kept + self.failed + self.waiting


def photo_counts(run: ImportRun) -> PhotoCounts:
    """Count the photos of a run. A photo counts for the last run that had its address fetched."""
    numbers: dict[str, int] = {}
    states = Photo.objects.filter(import_run=run).order_by().values_list("state", "revalidation")
    for state, revalidation, number in states.annotate(number=Count("*")):
        name = _outcome(state, revalidation)
        numbers[name] = numbers.get(name, 0) + number
    return PhotoCounts(**numbers)


def _outcome(state: str, revalidation: str) -> str:
    if state == WorkState.FAILED:
        return "failed"
    if state == WorkState.PENDING or revalidation == Revalidation.PENDING:
        return "waiting"
    return "kept" if revalidation == Revalidation.FAILED else "fetched"
