"""The undo of an import: its progress, and what it left alone."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from catalog.models.imports import ImportRun


class Undo(models.Model):
    """The undo of a run. Each product of the run's journal is counted in exactly one number."""

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, primary_key=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    products_total = models.PositiveIntegerField()
    # Committed together with the products, as ImportRun.rows_read is.
    restored = models.PositiveIntegerField(default=0)  # have all their earlier values again
    deleted = models.PositiveIntegerField(default=0)
    left_alone = models.PositiveIntegerField(default=0)  # in part or as a whole
    gone = models.PositiveIntegerField(default=0)  # have been deleted since the run
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"undo of {self.run}"

    @property
    def products_done(self) -> int:
        return self.restored + self.deleted + self.left_alone + self.gone


class LeftAloneQuerySet(models.QuerySet["LeftAlone"]):
    def by_field(self) -> list[tuple[str, int]]:
        """Return in how many products each field was left alone, the most frequent first."""
        field = models.Func(models.F("fields"), function="unnest")
        counted = self.values(field=field).annotate(count=models.Count("*"))
        return list(counted.order_by("-count", "field").values_list("field", "count"))


class LeftAlone(models.Model):
    """A product of which an undo left fields alone, because they have changed since the run."""

    run = models.ForeignKey(
        ImportRun,
        on_delete=models.DO_NOTHING,
        db_constraint=False,  # see catalog/models/journal.py
        db_index=False,
        related_name="left_alone",
    )
    product_id = models.BigIntegerField()
    external_id = models.CharField(max_length=100)
    # Labels of fields.
    fields = ArrayField(models.CharField(max_length=60))

    objects = LeftAloneQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["run", "external_id"], name="left_alone_run")]

    def __str__(self) -> str:
        return f"{self.external_id}: {', '.join(self.fields)}"
