from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.files.renditions import Rendition, renditions_of
from catalog.models.imports import ImportRun
from catalog.models.photo_host import PhotoHost
from catalog.models.product import Product
from catalog.models.work import Work, WorkQuerySet, WorkState


class Revalidation(models.TextChoices):
    """Whether the picture at the address is compared with the one that is here."""

    NONE = "", "None"
    PENDING = "pending", "Pending"
    FAILED = "failed", "Failed"


class PhotoQuerySet(WorkQuerySet["Photo"]):
    def waiting(self) -> Self:
        return self.filter(Q(state=WorkState.PENDING) | Q(revalidation=Revalidation.PENDING))

    def unmeasured(self) -> Self:
        """The photos with a file of unknown size."""
        return self.filter(~Q(file=""), file_bytes__isnull=True).order_by("id")

    def unrendered(self, *, after: int = 0) -> Self:
        """The photos with a file and without renditions, unless it may be replaced at any moment.

        Writing those would wait for their host: see the triggers of migration 0022.
        """
        without = self.filter(~Q(file=""), rendition_bytes__isnull=True, id__gt=after)
        return without.exclude(revalidation=Revalidation.PENDING).order_by("id")

    def fetch_again(self, *, run: ImportRun | None = None) -> int:
        """Have failed photos fetched, and the pictures of ready ones compared with their addresses.

        Those stay meanwhile. The photos count for `run`, if it is given. Returns how many.
        """
        due: dict[str, Any] = {"reason": "", "attempts": 0, "due_at": timezone.now()}
        due |= {"import_run": run} if run else {}
        of_addresses = self.filter(host__isnull=False)
        return of_addresses.filter(state=WorkState.FAILED).update(
            state=WorkState.PENDING, **due
        ) + of_addresses.filter(state=WorkState.READY).update(
            revalidation=Revalidation.PENDING, **due
        )

    def give_up(self, *, reason: str) -> int:
        """Fail waiting photos. A picture that is there stays. Returns how many."""
        kept = self.filter(state=WorkState.READY, revalidation=Revalidation.PENDING)
        return kept.update(revalidation=Revalidation.FAILED, reason=reason) + self.filter(
            state=WorkState.PENDING
        ).fail(reason=reason)


class Photo(Work):
    """A photo of a product. Pending until its file has been fetched, decoded and stored."""

    FOLDER_PATTERN = "photos/%Y/%m"  # of strftime
    MAX_VALIDATOR = 300  # characters

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to=FOLDER_PATTERN, blank=True, max_length=300)
    source_url = models.URLField(max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    alt = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the stored file.")
    source_sha256 = models.CharField(
        max_length=64,
        blank=True,
        help_text="Of the file in the feed or at the address, to recognise it the next time.",
    )
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    # The size of the stored file. None if it is not known yet: see ingest/photos/sizes.py.
    file_bytes = models.PositiveIntegerField(null=True, editable=False)
    # The size of the smaller copies of the file: 0 if it has none. None if they are not made yet; a
    # trigger sets that when the file is replaced. See ingest/photos/rendering.py.
    rendition_bytes = models.PositiveIntegerField(null=True, editable=False)
    # Whether a file uploaded by hand has taken the place of the feed's.
    is_replaced = models.BooleanField(default=False, db_default=False, editable=False)
    # The server of `source_url`, set by a trigger. The photo goes with its merchant.
    host = models.ForeignKey(
        PhotoHost,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="photos",
    )
    # The last import that had the address fetched.
    import_run = models.ForeignKey(
        ImportRun,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        db_index=False,
        related_name="photos",
    )
    revalidation = models.CharField(
        max_length=10, choices=Revalidation, blank=True, default="", db_default="", editable=False
    )
    # As the server sent them with the picture (RFC 9110, 8.8).
    etag = models.CharField(
        max_length=MAX_VALIDATOR, blank=True, default="", db_default="", editable=False
    )
    last_modified = models.CharField(
        max_length=MAX_VALIDATOR, blank=True, default="", db_default="", editable=False
    )
    # When the address was last fetched, or known not to have changed.
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            # PhotoQuerySet.claim for a host
            models.Index(
                fields=["host", "due_at"],
                name="photo_due",
                condition=Q(state="pending") | Q(revalidation="pending"),
            ),
            # PhotoCounts of a run
            models.Index(
                fields=["import_run", "state", "revalidation"],
                name="photo_of_run",
                condition=Q(import_run__isnull=False),
            ),
            # PhotoQuerySet.unmeasured
            models.Index(
                fields=["id"],
                name="photo_unmeasured",
                condition=Q(file_bytes__isnull=True) & ~Q(file=""),
            ),
            # PhotoQuerySet.unrendered
            models.Index(
                fields=["id"],
                name="photo_unrendered",
                condition=Q(rendition_bytes__isnull=True) & ~Q(file=""),
            ),
        ]

    def __str__(self) -> str:
        return f"photo {self.position} of {self.product_id}"

    def url_of_width(self, width: int) -> str:
        """The address of the smallest file that is as wide, or as wide as the photo."""
        wide_enough = (copy.url for copy in self.renditions if copy.width >= min(width, self.width))
        return next(wide_enough, str(self.file.url))

    @property
    def renditions(self) -> tuple[Rendition, ...]:
        """Its smaller copies, the smallest first; none until they are made."""
        return renditions_of(str(self.file.name), width=self.width) if self.rendition_bytes else ()
