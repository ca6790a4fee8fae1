from typing import Self

from django.db import models
from django.db.models import F, Q

from catalog.models.embedding import EncoderVersion
from catalog.models.merchant import Merchant, TenantQuerySet
from catalog.models.photo import Photo
from catalog.models.product import Product


class DuplicateState(models.TextChoices):
    OPEN = "open", "Open"
    # Stays, so that the pair is not shown again.
    DIFFERENT = "different", "Different products"


class DuplicateQuerySet(TenantQuerySet["DuplicatePair"]):
    def undecided(self) -> Self:
        """The pairs that are still two products on sale, and not variants of one."""
        pairs = self.filter(state=DuplicateState.OPEN, first__active=True, second__active=True)
        return pairs.exclude(~Q(first__group_id=""), first__group_id=F("second__group_id"))


class DuplicatePair(models.Model):
    """Two products of a merchant that show the same picture."""

    merchant = models.ForeignKey(
        Merchant, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    # The first has the lower id.
    first = models.ForeignKey(Product, on_delete=models.CASCADE, db_index=False, related_name="+")
    second = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    first_photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="+")
    second_photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="+")
    is_same_file = models.BooleanField(default=False)
    difference = models.FloatField(help_text="Of the pictures, from 0. See picture_difference.")
    state = models.CharField(max_length=10, choices=DuplicateState, default=DuplicateState.OPEN)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = "duplicate picture"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_order"),
        ]
        indexes = [
            # The list of a merchant.
            models.Index(fields=["merchant", "state", "difference"], name="duplicate_list"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class ComparedPhoto(models.Model):
    """A photo that has been compared with those of the merchant's other products."""

    photo = models.OneToOneField(
        Photo, on_delete=models.CASCADE, primary_key=True, related_name="comparison"
    )
    sha256 = models.CharField(max_length=64)
    encoder_version = models.ForeignKey(
        EncoderVersion, on_delete=models.CASCADE, db_index=False, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.photo_id)
