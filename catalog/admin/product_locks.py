"""Records what merchants edit by hand, and suggests to keep it from imports."""

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from catalog.models import LockableField, Product
from catalog.models.edits import record_edits
from catalog.models.product_locks import LOCKS

__all__ = ["edited_fields", "record_edits", "suggest_locks", "tick_suggested"]

# The parameter of a product's page that ticks locks, which the merchant then saves.
SUGGESTED = "lock"


def edited_fields(product: Product, former: Mapping[str, object]) -> list[LockableField]:
    """Return what differs from the form's initial values."""
    by_column = {**former, "category_id": former.get("category")}
    edited = {
        lock
        for column, lock in LOCKS.items()
        if column in by_column and getattr(product, column) != by_column[column]
    }
    return [field for field in LockableField if field in edited]


def tick_suggested(request: HttpRequest, product: Product) -> None:
    """Add the locks of the page's address to the unsaved product."""
    ticked = {*product.locked_fields, *request.GET.getlist(SUGGESTED)}
    product.locked_fields = [field.value for field in LockableField if field in ticked]


def suggest_locks(request: HttpRequest, product: Product, edited: Iterable[LockableField]) -> None:
    """Tell a merchant who imports files that the next one may replace what was edited."""
    fields = [field for field in edited if field not in product.locked_fields]
    if not fields or not product.merchant.import_runs.exists():
        return
    page = reverse("admin:catalog_product_change", args=[product.pk])
    query = urlencode([(SUGGESTED, field.value) for field in fields])
    hint = 'The next import may replace what you edited: {}. <a href="{}">Keep it from imports</a>'
    names = ", ".join(field.label.lower() for field in fields)
    messages.info(request, format_html(hint, names, f"{page}?{query}#id_locked_fields"))
