"""A merchant's feeds: which products each of them has, and what becomes of those it lacks."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from catalog.models.merchant import Merchant


class MissingAction(models.TextChoices):
    """What becomes of the products that a feed no longer has."""

    KEEP = "keep", "Keep them as they are"
    DEACTIVATE = "deactivate", "Deactivate them"
    DELETE = "delete", "Delete them"


class MissingScope(models.TextChoices):
    """Which products a file is compared with."""

    FEED = "feed", "earlier files of the same name"
    MERCHANT = "merchant", "all products of the merchant"


class MissingState(models.TextChoices):
    NONE = "", "Nothing is missing"
    PARTIAL = "partial", "The file only updates products"
    UNCONFIRMED = "unconfirmed", "Waits for confirmation"
    DUE = "due", "Under way"
    DONE = "done", "Done"
    DECLINED = "declined", "Kept"


class Feed(models.Model):
    """The files of one merchant that have the same name, apart from dates and copy numbers.

    Each of them is the feed at another time.
    """

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="feeds")
    name = models.CharField(max_length=300)
    # The last run that has read a whole file. What it did not have is no longer in the feed.
    last_run = models.ForeignKey(
        "catalog.ImportRun", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "name"], name="feed_merchant_name")
        ]

    def __str__(self) -> str:
        return self.name


class FeedProducts(models.Model):
    """Products that a run found in a feed: those of a batch, also if they are unchanged.

    Arrays, so that a file of unchanged products writes one row for a batch, and none for each
    product. Ids of deleted products stay in them.
    """

    feed = models.ForeignKey(
        Feed, on_delete=models.CASCADE, related_name="products", db_index=False
    )
    # No constraint: it says what the feed had, also after its run is deleted.
    run = models.ForeignKey(
        "catalog.ImportRun",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    product_ids = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [models.Index(fields=["feed", "run"], name="feed_products_run")]

    def __str__(self) -> str:
        return f"{len(self.product_ids)} products of feed {self.feed_id}"
