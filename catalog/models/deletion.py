from typing import Any, Self

from django.db import models
from django.utils import timezone

from catalog.models.piecework import Piecework, PieceworkQuerySet


class DeletionQuerySet(PieceworkQuerySet["Deletion"]):
    def of_rows(self, rows: models.QuerySet[Any]) -> Self:
        """The deletions that name one of these rows, which are few."""
        keys = list(rows.values_list("pk", flat=True))
        return self.filter(model_name=rows.model._meta.model_name, keys__overlap=keys)


class Deletion(Piecework):
    """Rows that somebody has deleted in the admin, too many for one request. Workers delete them
    piece by piece, and then this row.
    """

    model_name = models.CharField(max_length=30)
    due_at = models.DateTimeField(default=timezone.now)

    objects = DeletionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{len(self.keys) - self.position} of {self.model_name}"
