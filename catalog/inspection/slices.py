"""Inspects catalogs in turn, a slice of one merchant's at a time."""

import time
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.utils import timezone

from catalog.embedding.encoder import EncoderError
from catalog.inspection.duplicates import compare_batch
from catalog.inspection.groups import field_label
from catalog.inspection.proposing import propose_page
from catalog.inspection.readers import Readers, learn_readers
from catalog.inspection.reading import FieldReader
from catalog.models import EncoderVersion, Inspection, InspectionStep, WorkState

# More than a slice with its learning takes. A worker that is killed loses its last page.
LEASE: Final = timedelta(minutes=5)
SLICE_SECONDS: Final = 1.0
BACKOFF: Final = timedelta(minutes=1)
# What the encoder, the storage or the database may raise for a while.
FAILURES: Final = (EncoderError, DatabaseError, OSError, MemoryError)


def inspect_due(*, until: float) -> bool:
    """Inspect until nothing is due or time.monotonic() passes `until`.

    Returns whether nothing was due at the end.
    """
    while time.monotonic() < until:
        claim = Inspection.objects.all().claim(1, lease=LEASE)
        if not claim.keys:
            return True
        held = Inspection.objects.held(claim)
        inspection = held.first()
        if inspection is not None:
            _inspect(inspection)
    return False


def _inspect(inspection: Inspection) -> None:
    """Go through a slice of the catalog, and let the next merchant have its turn."""
    mine = Inspection.objects.waiting().filter(pk=inspection.pk, due_at=inspection.due_at)
    try:
        until = time.monotonic() + SLICE_SECONDS
        while _next_page(inspection) and time.monotonic() < until:
            pass
    except FAILURES as error:
        reason = f"{type(error).__name__}: {error}"
        if inspection.attempts >= Inspection.MAX_ATTEMPTS:
            mine.fail(reason=reason)
        else:
            mine.retry_in(BACKOFF, reason=reason)
    else:
        mine.update(due_at=timezone.now(), attempts=0, reason="")


def _next_page(inspection: Inspection) -> bool:
    """Deal with a page, and commit it with its position. Returns whether more follows, for us."""
    version = EncoderVersion.objects.defer("calibration").filter(state="serving").first()
    if version is None:
        return _finish(inspection)
    if inspection.step == InspectionStep.PROPOSALS:
        readers = _readers(inspection.pk, inspection.fingerprint, version)
        inspection.fields = list(_qualities(readers))
    with transaction.atomic():
        held = Inspection.objects.filter(pk=inspection.pk, due_at=inspection.due_at)
        if not held.waiting().select_for_update().exists():
            return False
        position = inspection.position
        if inspection.step == InspectionStep.PROPOSALS:
            last = propose_page(inspection.pk, version, readers, position=position)
        else:
            last = compare_batch(inspection.pk, version, position=position)
        return _advance(inspection, last)


def _advance(inspection: Inspection, last: int | None) -> bool:
    if last is not None:
        inspection.position = last
    elif inspection.step == InspectionStep.PROPOSALS:
        inspection.step, inspection.position = InspectionStep.DUPLICATES, 0
    else:
        return _finish(inspection)
    inspection.save(update_fields=["step", "position", "fields"])
    return True


def _finish(inspection: Inspection) -> bool:
    inspection.state, inspection.reason, inspection.attempts = WorkState.READY, "", 0
    inspection.finished_at = timezone.now()
    inspection.save(update_fields=["state", "reason", "attempts", "finished_at", "fields"])
    return False


@lru_cache(maxsize=4)
def _readers(merchant_id: int, fingerprint: str, version: EncoderVersion) -> Readers:
    """Kept for the slices of one inspection: learning takes about a second."""
    return learn_readers(merchant_id, version)


def _qualities(readers: Readers) -> Iterator[dict[str, Any]]:
    for reader in readers.all:
        yield _quality(reader, is_own=reader in readers.own)


def _quality(reader: FieldReader, *, is_own: bool) -> dict[str, Any]:
    """What the page tells of a field."""
    trial = reader.trial
    return {
        "field": reader.field,
        "label": field_label(reader.field),
        "right": trial.right,
        "told": trial.told,
        "examples": trial.examples,
        "method": reader.method,
        "is_own": is_own,
    }
