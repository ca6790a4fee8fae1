"""What a merchant does about two products that show the same picture."""

from django.db import transaction

from catalog.models import DuplicatePair, DuplicateState, LockableField, Product
from catalog.models.edits import record_edits


class GoneError(Exception):
    """One of the products has been deleted meanwhile."""


def tell_apart(pair: DuplicatePair) -> None:
    """Remember that they are different, and never show the pair again."""
    DuplicatePair.objects.filter(pk=pair.pk).update(state=DuplicateState.DIFFERENT)


@transaction.atomic
def deactivate(pair: DuplicatePair, product_id: int) -> Product:
    """Take one of the two off sale. Raises KeyError if it is neither, and GoneError."""
    product = _lock(pair)[product_id]
    if product.active:
        product.active = False
        record_edits(product, [LockableField.ACTIVE])
        product.save(update_fields=["active", "edited_fields", "retired_at", "updated_at"])
    return product


@transaction.atomic
def make_variants(pair: DuplicatePair) -> str:
    """Give both one group id: that of the first, else that of the second, else a new one.

    Returns it. Raises GoneError.
    """
    first, second = (_lock(pair)[key] for key in (pair.first_id, pair.second_id))
    group = first.group_id or second.group_id or first.external_id
    for product in (first, second):
        if product.group_id != group:
            product.group_id = group
            record_edits(product, [LockableField.GROUP_ID])
            product.save(update_fields=["group_id", "edited_fields", "updated_at"])
    return group


def _lock(pair: DuplicatePair) -> dict[int, Product]:
    rows = Product.objects.filter(pk__in=(pair.first_id, pair.second_id)).order_by("pk")
    locked = {product.pk: product for product in rows.select_for_update(no_key=True)}
    if len(locked) < 2:
        raise GoneError
    return locked
