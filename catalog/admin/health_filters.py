"""Filters of the lists that the numbers of the home page lead to."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import RelatedOnlyFieldListFilter, SimpleListFilter
from django.db.models import QuerySet
from django.db.models.functions import MD5
from django.http import HttpRequest

from catalog.insights.health import (
    IMPORT_CONDITIONS,
    NOTEWORTHY_CONDITIONS,
    PRODUCT_CONDITIONS,
    HealthCondition,
)
from catalog.models import Merchant, ProductIndexing

PARAMETER = "health"


class _HealthFilter(SimpleListFilter):
    title = "health"
    parameter_name = PARAMETER
    conditions: Sequence[HealthCondition]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(condition.name, condition.label) for condition in self.conditions]

    def queryset(self, request: HttpRequest, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        chosen = next((each for each in self.conditions if each.name == self.value()), None)
        return rows if chosen is None else rows.filter(chosen.where())


def _failed_for(digest: str) -> "QuerySet[ProductIndexing]":
    return ProductIndexing.objects.alias(cause=MD5("reason")).filter(cause=digest)


class ImportHealthFilter(_HealthFilter):
    conditions = IMPORT_CONDITIONS


class ProductHealthFilter(_HealthFilter):
    """ "failed:" and a digest are the products that failed for one cause."""

    conditions = (*PRODUCT_CONDITIONS, *NOTEWORTHY_CONDITIONS)
    template = "admin/catalog/chips.html"
    as_chips = True

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self._name, _, self._digest = (super().value() or "").partition(":")

    def value(self) -> str:
        return self._name

    def queryset(self, request: HttpRequest, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        rows = super().queryset(request, rows)
        if not self._digest:
            return rows
        return rows.filter(indexing__in=_failed_for(self._digest))


def merchant_filters(request: HttpRequest) -> list[Any]:
    """The filter by merchant, for whoever has several."""
    is_useful = Merchant.objects.of_user(request.user).count() > 1
    return [("merchant", RelatedOnlyFieldListFilter)] if is_useful else []
