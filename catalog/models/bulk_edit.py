"""Edits of many products at once by a merchant."""

from typing import Final

from django.db import models

from catalog.models.merchant import Merchant
from catalog.models.piecework import Piecework, PieceworkQuerySet


class BulkEditState(models.TextChoices):
    DRAFT = "draft", "Not applied"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


class BulkEdit(Piecework):
    """Products of a merchant, and what to change in them. Workers apply it piece by piece."""

    RESULTS: Final = ("changed", "unchanged", "refused", "gone")

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="bulk_edits")
    state = models.CharField(max_length=10, choices=BulkEditState, default=BulkEditState.DRAFT)
    # catalog.editing.change.Change as JSON, and the form that it was read from, to correct it.
    change = models.JSONField(default=dict)
    entered = models.JSONField(default=dict)
    # Nothing is due before it is applied, nor after.
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # What became of the products; each is counted once.
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    # By the reason: how many, and the ids of the first.
    refusals = models.JSONField(default=dict)
    # What became of the changed ones in an undo.
    restored = models.PositiveIntegerField(default=0)
    left_alone = models.PositiveIntegerField(default=0)
    gone_since = models.PositiveIntegerField(default=0)

    objects = PieceworkQuerySet["BulkEdit"].as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"bulk edit {self.pk}"


class BulkEditChange(models.Model):
    """What a bulk edit did to one product. Undoing it deletes the row.

    Its rows may be many, and Django would load them before it deletes their edit. So Postgres
    deletes them, by the foreign key of migration 0030. The product may be deleted.
    """

    pk = models.CompositePrimaryKey("edit_id", "product_id")
    edit = models.ForeignKey(
        BulkEdit,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="changes",
    )
    product_id = models.BigIntegerField()
    # By column, the values of the fields that were changed.
    before = models.JSONField()
    after = models.JSONField()

    def __str__(self) -> str:
        return f"product {self.product_id} by bulk edit {self.edit_id}"
