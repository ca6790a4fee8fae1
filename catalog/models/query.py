import uuid
from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from catalog.models.product import Product

E = TypeVar("E", "QueryPhoto", "QueryPhotoFile", "Search")


class ExpiringQuerySet(models.QuerySet[E]):
    def live(self) -> Self:
        return self.filter(expires_at__gt=timezone.now())

    def expired(self) -> Self:
        return self.filter(expires_at__lte=timezone.now())


class QueryPhotoFile(models.Model):
    """The stored file of a shopper's photo, shared by all uploads of the same content.

    Expires with the last of its photos.
    """

    FOLDER_PATTERN = "queries/%Y/%m/%d"  # of strftime

    file = models.FileField(max_length=300)
    sha256 = models.CharField(max_length=64, help_text="Of the stored file.")
    size = models.PositiveIntegerField(help_text="Bytes.")
    expires_at = models.DateTimeField(db_index=True)

    objects = ExpiringQuerySet["QueryPhotoFile"].as_manager()

    class Meta:
        indexes = [
            # search/photos.py looks for the file of an earlier upload of the same content.
            models.Index(fields=["sha256", "expires_at"], name="query_photo_content"),
        ]

    def __str__(self) -> str:
        return str(self.file.name)


class QueryPhoto(models.Model):
    """A shopper's photo, re-encoded without EXIF and stored until it expires.

    Every upload gets its own unguessable id, even for content that is already stored: nobody
    learns that somebody else uploaded the same photo.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stored = models.ForeignKey(QueryPhotoFile, on_delete=models.CASCADE, related_name="photos")
    # The vector of the stored file, float32, and the fingerprint of its encoder: further pages need
    # not encode the photo again. None until the photo has been searched by.
    vector = models.BinaryField(null=True, editable=False)
    encoder_fingerprint = models.CharField(max_length=64, blank=True, db_default="", editable=False)
    # Boxes in the photo that show one thing each, as fractions: left, top, right, bottom. None
    # until they have been proposed.
    regions = models.JSONField(null=True, editable=False)
    # What it shows (search/photo_content.py). None until it has been looked for.
    content = models.JSONField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = ExpiringQuerySet["QueryPhoto"].as_manager()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def file(self) -> FieldFile:
        return self.stored.file


class Search(models.Model):
    """A search over the REST API, or one whose results page led to a click.

    Stored until it expires: further pages are fetched by its id, and clicks refer to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    photo = models.ForeignKey(QueryPhoto, null=True, on_delete=models.CASCADE, related_name="+")
    # A SearchQuery (catalog/search/query.py) without its photo.
    parameters = models.JSONField()
    # The primary keys of the products that its pages have had, to check reports of them.
    shown = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = ExpiringQuerySet["Search"].as_manager()

    class Meta:
        verbose_name_plural = "searches"

    def __str__(self) -> str:
        return str(self.id)


class Click(models.Model):
    """A product that was opened from the results of a search. Anonymous: no user is stored."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="clicks")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "product"], name="click_search_product"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} of {self.search_id}"
