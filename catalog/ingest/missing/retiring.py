"""Deactivates or deletes the products that a run's feed no longer has.

The run's row says what is left to do, so a worker that dies only delays it. Each step locks its
products, counts them and writes the run's journal in the same transaction: each is retired once,
however many workers try, and an undo of the run brings it back.
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.ingest.journal.removed import remove_products
from catalog.ingest.missing.products import missing_products
from catalog.ingest.product_update import ProductUpdate, update_products
from catalog.models import ImportRun, LockableField, MissingAction, MissingState, Product

STEP: Final = 200  # products of one transaction


class _Withdrawn(Exception):
    """The run is not to retire products any more."""


def confirm_missing(run: ImportRun) -> bool:
    """Let a run that waits for confirmation retire its products. Returns False if it does not wait.

    Once it is committed, the caller wakes a worker.
    """
    return _settle(run, MissingState.DUE)


def decline_missing(run: ImportRun) -> bool:
    """Keep the products after all. Returns False if the run does not wait for confirmation."""
    return _settle(run, MissingState.DECLINED)


def _settle(run: ImportRun, state: MissingState) -> bool:
    waiting = ImportRun.objects.filter(pk=run.pk, missing_state=MissingState.UNCONFIRMED)
    return bool(waiting.update(missing_state=state))


def retire_due(*, until: float) -> bool:
    """Retire products until the time of time.monotonic(). Returns whether none are left.

    In a random order of runs, so that no merchant waits for all products of another.
    """
    while time.monotonic() < until:
        run = ImportRun.objects.retiring().order_by("?").first()
        if run is None:
            return True
        retire_step(run)
    return False


def retire_missing(run_id: int) -> None:
    """Retire all products of a run that are due."""
    while run := ImportRun.objects.retiring().filter(pk=run_id).first():
        retire_step(run)


def retire_step(run: ImportRun) -> None:
    """Retire the next products of a run, or mark it as done."""
    with suppress(_Withdrawn):
        if not _retire_some(run) and not missing_products(run).exists():
            ImportRun.objects.retiring().filter(pk=run.pk).update(missing_state=MissingState.DONE)


@transaction.atomic
def _retire_some(run: ImportRun) -> int:
    # Everything that changes several products locks them in this order, which prevents deadlocks.
    missing = missing_products(run).order_by("external_id")
    deletes = run.missing_action == MissingAction.DELETE
    locked = missing.select_for_update(of=("self",), no_key=not deletes)
    products = list(locked.only("pk", "edited_fields")[:STEP])
    if products:
        if deletes:
            remove_products(run.pk, [product.pk for product in products])
        else:
            deactivate_products(run.pk, products)
        due = ImportRun.objects.retiring().filter(pk=run.pk)
        if not due.update(retired=F("retired") + len(products)):
            raise _Withdrawn
    return len(products)


def deactivate_products(run_id: int, products: Sequence[Product]) -> None:
    """Deactivate products, whose rows are locked, until a feed has them again."""
    now = timezone.now().isoformat()
    updates = [ProductUpdate(product.pk, _retired(product, now)) for product in products]
    update_products(run_id, updates)


def _retired(product: Product, now: str) -> dict[str, object]:
    edited = [name for name in product.edited_fields if name != LockableField.ACTIVE]
    changed = {"edited_fields": edited} if edited != product.edited_fields else {}
    return {"active": False, "retired_at": now, **changed}
