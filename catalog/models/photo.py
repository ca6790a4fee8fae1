from django.db import models

from catalog.models.product import Product
from catalog.models.work import Work, WorkQuerySet


class Photo(Work):
    """A photo of a product. Pending until its file has been fetched, decoded and stored."""

    FOLDER_PATTERN = "photos/%Y/%m"  # of strftime

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to=FOLDER_PATTERN, blank=True, max_length=300)
    source_url = models.URLField(max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    alt = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the stored file.")
    source_sha256 = models.CharField(
        max_length=64,
        blank=True,
        help_text="Of the file in the feed, to recognise it in the next import.",
    )
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    # Whether a file uploaded by hand has taken the place of the feed's.
    is_replaced = models.BooleanField(default=False, db_default=False, editable=False)

    objects = WorkQuerySet["Photo"].as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            # WorkQuerySet.due
            models.Index(fields=["due_at"], name="photo_due", condition=models.Q(state="pending")),
        ]

    def __str__(self) -> str:
        return f"photo {self.position} of {self.product_id}"
