"""The work of workers: applies bulk edits and undoes them, a piece in each transaction.

A piece computes from the products as they are, under their locks, so what has changed since the
preview is not overwritten by it. Products are locked in the order of imports.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.editing.applying import Applied, apply, take_back, written_back
from catalog.editing.change import Change
from catalog.editing.refusal import Refused
from catalog.editing.writing import record, write_columns
from catalog.models import BulkEdit, BulkEditChange, BulkEditState, Category, Product

# Products per transaction.
PIECE_ROWS = 500
# Ids of refused products that the result names, for each reason.
MAX_NAMED: Final = 5


def edit_due(*, until: float) -> bool:
    """Do pieces until the time of time.monotonic(). Returns whether nothing is left."""
    return BulkEdit.objects.work_off(do_piece, until=until)


@transaction.atomic
def do_piece(edit_id: int) -> None:
    """Do the next piece. Waits for a worker that is at it. Nothing is lost if it is killed."""
    edits = BulkEdit.objects.select_for_update(of=("self",)).defer("keys")
    edit = edits.select_related("merchant").filter(pk=edit_id).first()
    if edit is None:
        return
    if edit.state == BulkEditState.APPLYING:
        _apply_piece(edit)
    elif edit.state == BulkEditState.UNDOING:
        _undo_piece(edit)


def keys_between(edit: BulkEdit, start: int, end: int) -> list[int]:
    """Return some of the keys, without loading all."""
    slices = BulkEdit.objects.filter(pk=edit.pk).values_list(f"keys__{start}_{end}", flat=True)
    return list(slices.get() or ())


def _apply_piece(edit: BulkEdit) -> None:
    keys = keys_between(edit, edit.position, edit.position + PIECE_ROWS)
    if not keys:
        _finish(edit, BulkEditState.APPLIED)
        return
    change, products = Change.from_json(edit.change), _locked(edit, keys)
    categories = _existing([change.category_id])
    done, counts = dict[int, Applied](), Counter(gone=len(keys) - len(products))
    for product in products:
        try:
            _check_category(change, categories)
            applied = apply(change, product)
        except Refused as refused:
            counts["refused"] += 1
            _note(edit.refusals, str(refused), product)
            continue
        counts["changed" if applied else "unchanged"] += 1
        if applied:
            done[product.pk] = applied
    columns = sorted({column for each in done.values() for column in each.columns})
    write_columns([product for product in products if product.pk in done], columns)
    record(edit.pk, done)
    _count(edit, counts, refusals=edit.refusals, position=edit.position + len(keys))


def _undo_piece(edit: BulkEdit) -> None:
    changes = {done.product_id: done for done in edit.changes.order_by("product_id")[:PIECE_ROWS]}
    if not changes:
        _finish(edit, BulkEditState.UNDONE)
        return
    lost = _without_lost_categories(changes.values())
    products = _locked(edit, list(changes))
    counts = Counter(gone_since=len(changes) - len(products))
    columns = set[str]()
    for product in products:
        done = changes[product.pk]
        whole = take_back(done, product) and product.pk not in lost
        counts["restored" if whole else "left_alone"] += 1
        columns |= written_back(done)
    write_columns(products, sorted(columns))
    edit.changes.filter(product_id__in=changes).delete()
    _count(edit, counts)


def _without_lost_categories(changes: Collection[BulkEditChange]) -> set[int]:
    """Let products keep the category they have if the former one has been deleted since.

    Returns the ids of these products.
    """
    former = {done.product_id: done.before.get("category_id") for done in changes}
    kept = _existing(former.values())
    lost = {key for key, category in former.items() if category and category not in kept}
    for done in changes:
        if done.product_id in lost:
            done.after.pop("category_id")
    return lost


def _locked(edit: BulkEdit, keys: list[int]) -> list[Product]:
    products = Product.objects.filter(merchant=edit.merchant_id, pk__in=keys)
    locked = products.defer("search_document", "identifier_keys").order_by("external_id")
    found = list(locked.select_for_update(no_key=True))
    for product in found:
        product.merchant = edit.merchant
    return found


def _existing(categories: Iterable[int | None]) -> set[int]:
    return set(Category.objects.filter(pk__in=set(categories)).values_list("pk", flat=True))


def _check_category(change: Change, existing: Collection[int]) -> None:
    if change.category_id is not None and change.category_id not in existing:
        raise Refused("The category has been deleted.")


def _note(refusals: dict[str, Any], reason: str, product: Product) -> None:
    group = refusals.setdefault(reason, {"count": 0, "ids": []})
    group["count"] += 1
    if len(group["ids"]) < MAX_NAMED:
        group["ids"].append(product.external_id)


def _count(edit: BulkEdit, counts: "Counter[str]", **values: Any) -> None:
    sums = {name: F(name) + number for name, number in counts.items()}
    BulkEdit.objects.filter(pk=edit.pk).update(**sums, **values)


def _finish(edit: BulkEdit, state: BulkEditState) -> None:
    BulkEdit.objects.filter(pk=edit.pk).update(state=state, due_at=None, finished_at=timezone.now())
