"""What merchants change by hand, which imports tell them before they replace it."""

from collections.abc import Iterable

from catalog.models.product import Product
from catalog.models.product_locks import LockableField


def record_edits(product: Product, edited: Iterable[LockableField]) -> None:
    """Note on an unsaved product which fields were edited by hand."""
    edited = set(edited)
    known = edited.union(product.edited_fields)
    product.edited_fields = [field.value for field in LockableField if field in known]
    if LockableField.ACTIVE in edited:
        product.retired_at = None
