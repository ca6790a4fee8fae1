from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalog.models.feed import Feed, MissingAction, MissingScope, MissingState
from catalog.models.merchant import Merchant, TenantQuerySet


class ImportState(models.TextChoices):
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked, waits for you"
    PENDING = "pending", "Pending"
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    FINISHED = "finished", "Finished"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


UNFINISHED = (ImportState.PENDING, ImportState.RUNNING)
# What a worker works on.
ACTIVE = (ImportState.CHECKING, *UNFINISHED, ImportState.UNDOING)
# What a worker has stopped, so that it can be undone.
STOPPED = (
    ImportState.PAUSED, ImportState.FINISHED, ImportState.FAILED, ImportState.CANCELLED
)  # fmt: skip


class ImportRunQuerySet(TenantQuerySet["ImportRun"]):
    def due(self) -> Self:
        return self.filter(state__in=ACTIVE, due_at__lte=timezone.now())

    def retiring(self) -> Self:
        """The runs that have products left to deactivate or delete."""
        return self.filter(missing_state=MissingState.DUE)


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
    # The merchant's choices where the file could be read in several ways: see ReadOptions.
    read_options = models.JSONField(default=dict, db_default={}, blank=True)
    imports_at_once = models.BooleanField(
        "import at once if the check finds nothing to decide",
        default=False,
        db_default=False,
        help_text="Up to 200 rows of which none is invalid, and which take nothing from a product.",
    )
    # The id of this upload while it was checked. The import gets a new one, because imports of a
    # merchant take effect in the order of their ids.
    checked_as = models.BigIntegerField(null=True, blank=True, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PENDING)
    reason = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    rows_total = models.PositiveIntegerField(default=0)
    # Committed together with the products of these rows, which a resumed import skips.
    rows_read = models.PositiveIntegerField(default=0)
    # Each row that was read is counted in exactly one of these. The glossary defines them.
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    superseded = models.PositiveIntegerField(default=0)
    invalid = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    # Of the changed and unchanged rows, those with another value for a locked field.
    locked = models.PositiveIntegerField(default=0)
    # Of the invalid rows, those that do not say which product they describe.
    unnamed = models.PositiveIntegerField(default=0)
    # What becomes of the products that the file no longer has.
    feed = models.ForeignKey(Feed, null=True, on_delete=models.SET_NULL, related_name="runs")
    # Where the file was fetched from. None if somebody has uploaded it.
    feed_address = models.ForeignKey(
        "catalog.FeedAddress", null=True, on_delete=models.SET_NULL, related_name="runs"
    )
    missing_action = models.CharField(
        "products that the file no longer has",
        max_length=10,
        choices=MissingAction,
        default=MissingAction.KEEP,
    )
    missing_scope = models.CharField(
        "compared with", max_length=10, choices=MissingScope, default=MissingScope.FEED
    )
    missing_state = models.CharField(
        max_length=12, choices=MissingState, default=MissingState.NONE, blank=True
    )
    missing = models.PositiveIntegerField(default=0)  # when the rows had been read
    missing_reason = models.TextField(blank=True)  # why it waits for confirmation
    retired = models.PositiveIntegerField(default=0)  # of those, deactivated or deleted so far
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ["-id"]
        indexes = [
            # ImportRunQuerySet.retiring
            models.Index(
                fields=["id"], name="import_retiring", condition=models.Q(missing_state="due")
            ),
            # The last run of a feed, which may have thousands.
            models.Index(fields=["feed", "id"], name="import_of_feed"),
        ]

    def __str__(self) -> str:
        return f"{self.original_name} ({self.get_state_display()})"

    @property
    def row_counts(self) -> dict[str, int]:
        """What became of the rows that were read, each counted once."""
        names = ("created", "changed", "unchanged", "superseded", "invalid", "skipped")
        return {name: getattr(self, name) for name in names}
