"""Deletes few rows at once, and leaves many to the workers."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from catalog.deletion.locking import delete_locked, dependents
from catalog.deletion.related import related_counts
from catalog.ingest.control import cancel_import
from catalog.models import Deletion, ImportRun, Merchant
from catalog.models.imports import UNFINISHED

# Rows, with all that belongs to them, that a request deletes in a second or so.
AT_ONCE = 1000


@transaction.atomic
def request_deletion(rows: "QuerySet[Any]", user: User | None) -> bool:
    """Delete the rows now or, if they are many, ask the workers to. Returns whether it is done.

    Once it is committed, the caller wakes a worker.
    """
    if is_small(rows):
        delete_locked(rows)
        return True
    keys = sorted(rows.order_by().values_list("pk", flat=True))
    Deletion.objects.create(model_name=rows.model._meta.model_name, keys=keys, requested_by=user)
    if rows.model is Merchant:
        _close(keys)
    return False


def is_small(rows: "QuerySet[Any]") -> bool:
    touched = related_counts(rows) | {some.model: some.count() for some in dependents(rows)}
    return sum(touched.values()) <= AT_ONCE


def _close(merchant_ids: list[int]) -> None:
    """Hide the products of the merchants from shoppers, and stop their imports."""
    Merchant.objects.filter(pk__in=merchant_ids).update(active=False)
    for run in ImportRun.objects.filter(merchant__in=merchant_ids, state__in=UNFINISHED):
        cancel_import(run)
