from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class DeletionQuerySet(models.QuerySet["Deletion"]):
    def due(self) -> Self:
        return self.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")

    def of_rows(self, rows: models.QuerySet[Any]) -> Self:
        """The deletions that name one of these rows, which are few."""
        keys = list(rows.values_list("pk", flat=True))
        return self.filter(model_name=rows.model._meta.model_name, keys__overlap=keys)


class Deletion(models.Model):
    """Rows that somebody has deleted in the admin, too many for one request. Workers delete them
    piece by piece, and then this row.
    """

    model_name = models.CharField(max_length=30)
    keys = ArrayField(models.BigIntegerField())
    # Committed together with the deletion of the keys before it.
    position = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)

    objects = DeletionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{len(self.keys) - self.position} of {self.model_name}"
