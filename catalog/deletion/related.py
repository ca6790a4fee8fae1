"""Counts of the rows that a deletion takes along, without loading any."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CASCADE, ForeignObjectRel, Model, QuerySet


def related_counts(rows: "QuerySet[Any]") -> dict[type[Model], int]:
    """Return the numbers of rows and of those that go with them, by model, without zeros.

    A model that is reached by two ways is counted by the first.
    """
    counts: dict[type[Model], int] = {}
    waiting = [rows]
    while waiting:
        found = waiting.pop(0)
        if found.model in counts:
            continue
        counts[found.model] = found.count()
        if counts[found.model]:
            waiting += _dependents(found)
    return {model: count for model, count in counts.items() if count}


def _dependents(rows: "QuerySet[Any]") -> "Iterator[QuerySet[Any]]":
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.on_delete is CASCADE:
            dependents = relation.related_model._base_manager
            yield dependents.filter(**{f"{relation.field.name}__in": rows.order_by().values("pk")})
