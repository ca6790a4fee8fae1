"""The journal of an import: what it did to each product, so that it can be undone.

Its rows may be millions, and Django would list or load them before it deletes their run. So
Postgres deletes them, by the foreign keys of migration 0021.
"""

from django.db import models

from catalog.models.imports import ImportRun


class ChangeKind(models.TextChoices):
    CREATED = "created", "Created"
    CHANGED = "changed", "Changed"
    DELETED = "deleted", "Deleted"


class ProductChange(models.Model):
    """What a run did to one product. Undoing it deletes the row.

    `product_id` is no foreign key, since the product may be deleted. Runs of a merchant follow each
    other by their ids, and so do their changes of a product.
    """

    pk = models.CompositePrimaryKey("run_id", "product_id")
    run = models.ForeignKey(
        ImportRun,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="product_changes",
    )
    product_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=ChangeKind)
    # By column: the earlier values of the fields that were changed. Of a deleted product, all.
    before = models.JSONField(default=dict)
    # By field (catalog.ingest.journal.fields): the digest of the values that were written.
    after = models.JSONField(default=dict)
    # By photo id: see catalog.ingest.journal.photos.
    photos = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # The later changes of a product.
            models.Index(fields=["product_id", "run_id"], name="product_change_product"),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id} {self.kind} by run {self.run_id}"


class RemovedPhoto(models.Model):
    """A photo that a run has removed, with its file, until the run can no longer be undone."""

    photo_id = models.BigIntegerField(primary_key=True, help_text="That it had, and gets again.")
    run = models.ForeignKey(
        ImportRun,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="removed_photos",
    )
    product_id = models.BigIntegerField()
    file = models.CharField(max_length=300, blank=True)
    # All columns of the photo. JSON, so that a later version of the shop can add columns.
    columns = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["run", "product_id"], name="removed_photo_run"),
            # For photos of products that a later run has changed.
            models.Index(fields=["product_id"], name="removed_photo_product"),
        ]

    def __str__(self) -> str:
        return f"photo {self.photo_id} of product {self.product_id}"
