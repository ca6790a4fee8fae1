from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalog.models.merchant import Merchant, TenantQuerySet


class ImportState(models.TextChoices):
    PENDING = "pending", "Pending"
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


UNFINISHED = (ImportState.PENDING, ImportState.RUNNING)


class ImportRunQuerySet(TenantQuerySet["ImportRun"]):
    def due(self) -> Self:
        return self.filter(state__in=UNFINISHED, due_at__lte=timezone.now())


class ImportRun(models.Model):
    """One uploaded catalog file and the outcome of its import.

    `due_at` and `attempts` work as in Work, so a lost message or worker only delays the import.
    """

    FOLDER_PATTERN = "imports/%Y/%m"  # of strftime

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="import_runs")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    file = models.FileField(upload_to=FOLDER_PATTERN, max_length=300)
    original_name = models.CharField(max_length=300)
    # The name of a catalog.ingest.dialects.base.Dialect; "" until it is detected from the columns.
    dialect = models.CharField("kind of table", max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PENDING)
    reason = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    rows_total = models.PositiveIntegerField(default=0)
    # Committed together with the products of these rows, which a resumed import skips.
    rows_read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.original_name} ({self.get_state_display()})"


class Severity(models.TextChoices):
    WARNING = "warning", "Warning"
    ERROR = "error", "Error"


class RowOutcome(models.Model):
    """A problem with one row of the file. Rows without problems are only counted."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="outcomes")
    row = models.PositiveIntegerField(
        help_text="As in a spreadsheet, where the header is row 1. In a file without a header, "
        "the number of the item. 0 is the file as a whole."
    )
    external_id = models.CharField(max_length=100, blank=True)
    severity = models.CharField(max_length=10, choices=Severity)
    message = models.TextField()

    class Meta:
        ordering = ["row", "id"]

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}"
