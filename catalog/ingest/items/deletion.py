"""Deletes the products that a program names, so that it can be undone."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from catalog.ingest.items.runs import begin_run, end_run
from catalog.ingest.journal.removed import remove_products
from catalog.ingest.lease import Lease
from catalog.models import Merchant, MissingAction, MissingState, Product


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedItems:
    ids: Mapping[str, int]  # by external id; those that there were
    run_id: int | None = None  # None if there was none


def delete_items(
    merchant: Merchant,
    external_ids: Collection[str],
    *,
    name: str,
    then: Callable[[DeletedItems], None] = lambda _: None,
) -> DeletedItems:
    """Delete the merchant's products with these ids, and call `then`, in one transaction.

    Once it is committed, the caller wakes no worker: all is done.
    """
    with transaction.atomic():
        deleted = _delete(merchant, external_ids, name)
        then(deleted)
    return deleted


def _delete(merchant: Merchant, external_ids: Collection[str], name: str) -> DeletedItems:
    products = Product.objects.filter(merchant=merchant, external_id__in=external_ids)
    # Everything that changes several products locks them in this order, which prevents deadlocks.
    locked = products.order_by("external_id").select_for_update(of=("self",))
    ids = dict(locked.values_list("external_id", "pk"))
    if not ids:
        return DeletedItems(ids={})
    run = begin_run(merchant, name=name, rows=0)
    remove_products(run.pk, ids.values())
    end_run(
        Lease(run.pk, run.due_at),
        missing_action=MissingAction.DELETE,
        missing_state=MissingState.DONE,
        missing=len(ids),
        retired=len(ids),
    )
    return DeletedItems(ids=ids, run_id=run.pk)
