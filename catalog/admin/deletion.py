"""Deleting rows while workers and shoppers add rows that refer to them.

Django first collects the related rows, then deletes them. A row added in between, by a running
import for instance, would violate its foreign key at commit and fail the deletion. An insert locks
the rows it refers to, so a deletion locks them first, in the same order as imports do.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from catalog.admin.base import ModelAdmin

_Row = TypeVar("_Row", bound=Model)


class LockingAdmin(ModelAdmin[_Row]):
    def to_lock(self, rows: QuerySet[_Row]) -> Iterator[QuerySet[Any]]:
        """Yield the rows to lock before deleting `rows`, in order; `rows` come last."""
        yield rows

    def delete_model(self, request: HttpRequest, obj: _Row) -> None:
        self.delete_queryset(request, type(obj)._default_manager.filter(pk=obj.pk))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[_Row]) -> None:
        keys = list(queryset.values_list("pk", flat=True))
        rows = queryset.model._default_manager.filter(pk__in=keys)
        for locked in self.to_lock(rows):
            list(locked.order_by("pk").select_for_update().values_list("pk", flat=True))
        rows.delete()
