"""The work of workers: deletes what a Deletion names, a piece in each transaction."""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F, QuerySet

from catalog.deletion.locking import delete_locked, dependents
from catalog.models import Category, Deletion

# Rows per transaction. Each may have a score of photos, whose files follow the commit.
PIECE_ROWS = 200


def delete_due(*, until: float) -> bool:
    """Delete pieces until the time of time.monotonic(). Returns whether nothing is left."""
    return Deletion.objects.work_off(delete_piece, until=until)


@transaction.atomic
def delete_piece(deletion_id: int) -> None:
    """Delete the next rows. Waits for a worker that is at it. Nothing is lost if it is killed."""
    deletion = Deletion.objects.select_for_update().filter(pk=deletion_id).first()
    if deletion is None:
        return
    keys = _next_keys(deletion)
    if not keys:
        deletion.delete()
        return
    rows = apps.get_model("catalog", deletion.model_name)._base_manager.filter(pk__in=keys)
    if not _free_of_dependents(rows):
        delete_locked(rows)
        Deletion.objects.filter(pk=deletion_id).update(position=F("position") + len(keys))


def _next_keys(deletion: Deletion) -> list[int]:
    return list(deletion.keys[deletion.position : deletion.position + PIECE_ROWS])


def _free_of_dependents(rows: "QuerySet[Any]") -> bool:
    """Take some of the rows that refer to these out of the way. Returns whether there were any."""
    for some in dependents(rows):
        locked = some.order_by("pk").select_for_update(of=("self",))[:PIECE_ROWS]
        if keys := list(locked.values_list("pk", flat=True)):
            found = some.model._base_manager.filter(pk__in=keys)
            found.update(category=None) if rows.model is Category else delete_locked(found)
            return True
    return False
