import uuid

from django.db import models
from django.db.models.fields.files import FieldFile

from catalog.models.product import Product
from catalog.querysets import ExpiringQuerySet


class QueryPhotoFile(models.Model):
    """What is stored of a shopper's photo: one file for all who sent the same.

    Lives as long as the last of its photos.
    """

    file = models.FileField(max_length=300)
    sha256 = models.CharField(max_length=64, help_text="Of the stored file.")
    size = models.PositiveIntegerField(help_text="Bytes.")
    expires_at = models.DateTimeField(db_index=True)

    objects = ExpiringQuerySet["QueryPhotoFile"].as_manager()

    class Meta:
        indexes = [
            # search/photos.py: the same content, stored before.
            models.Index(fields=["sha256", "expires_at"], name="query_photo_content"),
        ]

    def __str__(self) -> str:
        return str(self.file.name)


class QueryPhoto(models.Model):
    """A shopper's photo, re-encoded without EXIF, under an unguessable id, until it expires.

    Each has an id of its own, also of the same content: nobody learns that another sent it too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stored = models.ForeignKey(QueryPhotoFile, on_delete=models.CASCADE, related_name="photos")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = ExpiringQuerySet["QueryPhoto"].as_manager()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def file(self) -> FieldFile:
        return self.stored.file


class Search(models.Model):
    """A search asked over REST, or one on the page from which a product was opened.

    Kept until it expires, so that its pages can be fetched by id and its clicks be judged by.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    photo = models.ForeignKey(QueryPhoto, null=True, on_delete=models.CASCADE, related_name="+")
    # catalog/search/query.py: SearchQuery without its photo.
    parameters = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = ExpiringQuerySet["Search"].as_manager()

    class Meta:
        verbose_name_plural = "searches"

    def __str__(self) -> str:
        return str(self.id)


class Click(models.Model):
    """A product that was opened from the results of a search. Nothing says by whom."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="clicks")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "product"], name="click_search_product"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} of {self.search_id}"
