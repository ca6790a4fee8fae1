"""What merchants decide about proposals: they are noted at once, and products written in pieces."""

import time
from typing import Final

from django.db import transaction

from catalog.models import (
    CATEGORY_FIELD,
    Category,
    LockableField,
    Product,
    Proposal,
    ProposalState,
)
from catalog.models.edits import record_edits

# Products that one transaction writes.
PIECE: Final = 100


def write_decided(*, until: float) -> bool:
    """Write the products of accepted proposals, and take back those of undone ones, until the time
    of time.monotonic(). Returns whether nothing is left.
    """
    while write_piece():
        if time.monotonic() > until:
            return False
    return True


@transaction.atomic
def write_piece() -> int:
    """Write the next products, and commit them together with their proposals.

    Returns how many proposals were looked at: 0 if nothing is left.
    """
    due = Proposal.objects.waiting().order_by("pk")
    keys = list(due.values_list("pk", flat=True)[:PIECE])
    products = _lock_products(keys)
    # Read again behind the locks of their products: another worker may have written them by now.
    proposals = Proposal.objects.waiting().filter(pk__in=keys).order_by("product_id", "pk")
    for proposal in proposals.select_for_update(of=("self",), no_key=True):
        _write(proposal, products[proposal.product_id])
    return len(keys)


def _lock_products(keys: list[int]) -> dict[int, Product]:
    products = Product.objects.filter(proposals__in=keys).order_by("pk").distinct()
    ids = list(products.values_list("pk", flat=True))
    locked = Product.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    return {p.pk: p for p in locked.only("attributes", "category", *_EDIT_COLUMNS)}


_EDIT_COLUMNS: Final = ("edited_fields", "locked_fields", "retired_at")


def _write(proposal: Proposal, product: Product) -> None:
    if proposal.state == ProposalState.ACCEPTING:
        _accept(proposal, product)
    else:
        _take_back(proposal, product)


def _accept(proposal: Proposal, product: Product) -> None:
    """Write the value, unless the product says another by now."""
    if value_of(product, proposal.field) is None and _set(product, proposal.field, proposal.value):
        if proposal.locks:
            _lock_field(product, lock_of(proposal.field))
        _save(product, proposal.field)
        Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.ACCEPTED)
    else:
        proposal.delete()


def _take_back(proposal: Proposal, product: Product) -> None:
    """Remove the value if it still stands. A lock stays: the merchant may want it for others."""
    if value_of(product, proposal.field) == proposal.value:
        _set(product, proposal.field, None)
        _save(product, proposal.field)
    Proposal.objects.filter(pk=proposal.pk).update(
        state=ProposalState.OPEN, locks=False, decided_by=None, decided_at=None
    )


def value_of(product: Product, field: str) -> object | None:
    """What a product says of a field, as Proposal.value. None if it says nothing."""
    if field == CATEGORY_FIELD:
        return product.category.path if product.category else None
    return product.attributes.get(field) or None


def lock_of(field: str) -> LockableField:
    return LockableField.CATEGORY if field == CATEGORY_FIELD else LockableField.ATTRIBUTES


def _set(product: Product, field: str, value: str | None) -> bool:
    """Return whether it can be set: a category may be gone."""
    if field != CATEGORY_FIELD:
        others = {name: said for name, said in product.attributes.items() if name != field}
        product.attributes = others | ({field: value} if value else {})
        return True
    product.category = Category.objects.filter(path=value).first() if value else None
    return value is None or product.category is not None


def _lock_field(product: Product, lock: LockableField) -> None:
    locked = {*product.locked_fields, lock}
    product.locked_fields = [field.value for field in LockableField if field in locked]


def _save(product: Product, field: str) -> None:
    record_edits(product, [lock_of(field)])
    written = "category" if field == CATEGORY_FIELD else "attributes"
    product.save(update_fields=[written, "edited_fields", "locked_fields", "updated_at"])
