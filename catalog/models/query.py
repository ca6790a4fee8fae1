import uuid

from django.db import models

from catalog.models.product import Product
from catalog.querysets import ExpiringQuerySet


class QueryPhoto(models.Model):
    """A shopper's photo, re-encoded without EXIF, under an unguessable id, until it expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(upload_to="queries/%Y/%m/%d", max_length=300)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = ExpiringQuerySet["QueryPhoto"].as_manager()

    def __str__(self) -> str:
        return str(self.id)


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
