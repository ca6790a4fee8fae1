"""Deleting what workers and shoppers write to at the same moment.

Django collects all that hangs on a row, then deletes it. What is added in between, as by an import
that runs, would make the deletion fail at its end, when foreign keys are checked. Whoever adds
something locks what it hangs on; so that is locked here first, in the order in which imports do.
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
        """What `rows` and all that is deleted with them hang on, in order, `rows` last."""
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
