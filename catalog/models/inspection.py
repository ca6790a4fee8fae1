from django.db import models

from catalog.models.merchant import Merchant
from catalog.models.work import Work, WorkQuerySet


class InspectionStep(models.TextChoices):
    PROPOSALS = "proposals", "Missing values"
    DUPLICATES = "duplicates", "Duplicates"


class Inspection(Work):
    """The inspection of a merchant's catalog for missing values and duplicates.

    Pending while a worker has yet to go through the catalog. The rows are made by
    catalog/inspection/changes.py, and claimed one at a time, the longest due first.
    """

    merchant = models.OneToOneField(
        Merchant, on_delete=models.CASCADE, primary_key=True, related_name="inspection"
    )
    # Of the catalog when the inspection began: see catalog/inspection/changes.py.
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    step = models.CharField(max_length=10, choices=InspectionStep, default=InspectionStep.PROPOSALS)
    # The last product or photo that the step is done with, committed with what was found.
    position = models.BigIntegerField(default=0)
    # What pictures of the catalog say, and how reliably: see catalog/inspection/slices.py.
    fields = models.JSONField(default=list)
    # When a worker last looked whether the catalog has changed.
    looked_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = WorkQuerySet["Inspection"].as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="inspection_due",
                condition=models.Q(state="pending"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merchant_id}: {self.step} {self.position}"
