"""What shoppers searched for, as numbers of each day. Nothing here says who searched."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models.merchant import Merchant
from catalog.models.synonym import SynonymGroup

MAX_WORDS = 100  # characters


class SearchKind(models.TextChoices):
    WORDS = "words", "By words"
    PHOTO = "photo", "By photo"
    # By words that are not kept: they may be personal, are too long, or too many differ that day.
    UNLISTED = "unlisted", "By words that are not kept"


class SearchCountQuerySet(models.QuerySet["SearchCount"]):
    def last_days(self, days: int) -> Self:
        """Today and the days before it."""
        return self.filter(day__gt=timezone.localdate() - timedelta(days=days))


class SearchCount(models.Model):
    """How often something was searched for on one day, in the whole shop or within one merchant's
    products.
    """

    day = models.DateField()
    kind = models.CharField(max_length=10, choices=SearchKind)
    # Folded (catalog.language.normalise); "" unless they are kept.
    words = models.CharField(max_length=MAX_WORDS, blank=True)
    # The merchant whose products alone were searched; None for the whole shop.
    merchant = models.ForeignKey(
        Merchant, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    searches = models.PositiveIntegerField(default=0)
    unmatched = models.PositiveIntegerField(default=0)  # of these, those without a good match
    clicks = models.PositiveIntegerField(default=0)

    objects = SearchCountQuerySet.as_manager()

    class Meta:
        verbose_name = "search"
        verbose_name_plural = "searches"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "kind", "words", "merchant"],
                name="search_count_of_day",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            # Of a merchant's home page, and for the deletion of merchants.
            models.Index(
                fields=["merchant", "day"],
                name="search_count_merchant",
                condition=Q(merchant__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words or self.kind}: {self.searches} on {self.day}"


class MerchantClicks(models.Model):
    """How often a merchant's products were opened from results, put into carts and bought."""

    day = models.DateField()
    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    clicks = models.PositiveIntegerField(default=0)
    carts = models.PositiveIntegerField(default=0, db_default=0)
    purchases = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "day"], name="merchant_clicks_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.clicks} clicks on {self.day}"


class HandledWords(models.Model):
    """Words of unmatched searches that somebody has made a synonym of, or has dismissed."""

    words = models.CharField(max_length=MAX_WORDS)
    # Whose list the words are handled in; None for the list of the whole shop.
    merchant = models.ForeignKey(
        Merchant, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # None if they were dismissed. Once the group is deleted, the words are listed again.
    synonym = models.ForeignKey(SynonymGroup, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "words"], name="handled_words_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.words
