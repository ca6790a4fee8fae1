"""What the check of an upload found, besides the counts and problems of its run."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from catalog.models.imports import ImportRun


class CheckReport(models.Model):
    """Written batch by batch, with the counts of the run. All values are of bounded size."""

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="check_report")
    # How the file was read: see catalog.ingest.checking.understood.
    understood = models.JSONField(default=dict)
    # Products by what the import takes from them, and by the field that it changes.
    losses = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    # Products that lose something that shoppers would miss: see catalog.ingest.checking.guard.
    losing = models.PositiveIntegerField(default=0, db_default=0)
    # The first products that are new or change: see catalog.ingest.checking.samples.
    samples = models.JSONField(default=list)
    # Products that the file no longer has, if the upload asks to deactivate or delete them.
    missing = models.PositiveIntegerField(default=0, db_default=0)
    # Why the import would ask before it does so. "" if it would not.
    missing_reason = models.TextField(blank=True, db_default="")
    missing_examples = models.JSONField(default=list, db_default=[])

    def __str__(self) -> str:
        return f"check of {self.run}"


class CheckedProducts(models.Model):
    """Products that a check has found in the file, those of a batch. Kept until it has ended."""

    report = models.ForeignKey(CheckReport, on_delete=models.CASCADE, related_name="found")
    product_ids = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"{len(self.product_ids)} products of {self.report}"
