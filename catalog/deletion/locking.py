"""Deletes rows while workers and shoppers add rows that refer to them.

Django first collects the related rows, then deletes them. A row added in between, by a running
import for instance, would violate its foreign key at commit and fail the deletion. An insert locks
the rows it refers to, so a deletion locks them first, in the same order as imports do.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from catalog.models import Category, Feed, ImportRun, MerchandisingRule, Merchant, Product
from catalog.models.category import within_category

Rows = QuerySet[Any]


@transaction.atomic
def delete_locked(rows: Rows) -> None:
    """Delete the rows and all that belongs to them, in one transaction.

    It loads what has files, so there should be few. `rows` may be any query of a model.
    """
    keys = list(rows.values_list("pk", flat=True))
    rows = rows.model._base_manager.filter(pk__in=keys)
    for locked in (*dependents(rows), *nested(rows), rows):
        list(locked.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    rows.delete()


def dependents(rows: Rows) -> Iterator[Rows]:
    """Yield the rows that refer to these and may be very many, in the order to lock them."""
    if rows.model in _DEPENDENTS:
        yield from _DEPENDENTS[rows.model](rows)


def nested(rows: Rows) -> Iterator[Rows]:
    """Yield the categories within these."""
    if rows.model is Category:
        yield _tree(rows)


def _of_merchants(merchants: Rows) -> Iterator[Rows]:
    yield Product.objects.filter(merchant__in=merchants)
    yield Feed.objects.filter(merchant__in=merchants)
    yield ImportRun.objects.filter(merchant__in=merchants)
    yield MerchandisingRule.objects.filter(merchant__in=merchants)


def _of_categories(categories: Rows) -> Iterator[Rows]:
    yield Product.objects.filter(category__in=_tree(categories).values("pk"))


def _tree(categories: Rows) -> Rows:
    """Return the categories with their descendants."""
    tree = Q(pk__in=[])
    for path in categories.values_list("path", flat=True):
        tree |= within_category(path)
    return Category.objects.filter(tree)


_DEPENDENTS: Final[Mapping[type[Model], Callable[[Rows], Iterator[Rows]]]] = {
    Merchant: _of_merchants,
    Category: _of_categories,
}
