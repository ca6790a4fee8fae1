"""How often results were seen and opened, as numbers of each day. Nothing here says by whom."""

from django.db import models

from catalog.models.product import Product


class AskedBy(models.TextChoices):
    """What a search consists of."""

    WORDS = "words", "Words"
    PHOTO = "photo", "A photo"
    BOTH = "both", "A photo and words"
    PRODUCT = "product", "A product of the shop"


class Impressions(models.Model):
    day = models.DateField()
    impressions = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class PositionCount(Impressions):
    """How often the result at a position was seen, and opened from there."""

    asked_by = models.CharField(max_length=10, choices=AskedBy)
    position = models.PositiveSmallIntegerField()  # from 1, through all pages

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "asked_by", "position"], name="position_count_of_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by} {self.position}: {self.impressions} on {self.day}"


class ProductCount(Impressions):
    """How often a product was seen among results, opened from there, put into a cart and bought."""

    carts = models.PositiveIntegerField(default=0, db_default=0)
    purchases = models.PositiveIntegerField(default=0, db_default=0)
    # Without a constraint: the counts of a deleted product go with their time.
    product = models.ForeignKey(
        Product,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "product"], name="product_count_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.impressions} on {self.day}"
