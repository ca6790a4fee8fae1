from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models.embedding import EncoderVersion
from catalog.models.merchant import Merchant, TenantQuerySet
from catalog.models.product import Product

# The field of a proposal that is not an attribute.
CATEGORY_FIELD: Final = "category"


class ProposalState(models.TextChoices):
    OPEN = "open", "Open"
    # A merchant has decided, and a worker has yet to write the product.
    ACCEPTING = "accepting", "Being accepted"
    ACCEPTED = "accepted", "Accepted"
    UNDOING = "undoing", "Being taken back"
    # Stays, so that nothing is proposed for this product and field again.
    DISMISSED = "dismissed", "Dismissed"


class ProposalQuerySet(TenantQuerySet["Proposal"]):
    def undecided(self) -> Self:
        return self.filter(state=ProposalState.OPEN)

    def waiting(self) -> Self:
        """Those whose products a worker has yet to write."""
        return self.filter(state__in=(ProposalState.ACCEPTING, ProposalState.UNDOING))

    def ask_for(self, state: ProposalState, *, user_id: int | None) -> int:
        """Record a decision about these. Returns how many there are."""
        return self.update(state=state, decided_by=user_id, decided_at=timezone.now())


class Proposal(models.Model):
    """A value that a product lacks and its picture shows, for its merchant to accept."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="proposals")
    # The product's, for lists of a merchant. The row goes with its product.
    merchant = models.ForeignKey(
        Merchant, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    field = models.CharField(max_length=100, help_text="“category”, or the name of an attribute.")
    value = models.CharField(max_length=500, help_text="Of a category, its path.")
    confidence = models.FloatField(help_text="The share of such values that were right in a trial.")
    encoder_version = models.ForeignKey(
        EncoderVersion, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    locks = models.BooleanField(
        default=False, help_text="Whether to keep the field from imports when it is accepted."
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        db_index=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "proposed value"
        constraints = [
            models.UniqueConstraint(fields=["product", "field"], name="proposal_of_field"),
        ]
        indexes = [
            # The lists of a merchant, by value.
            models.Index(
                fields=["merchant", "state", "field", "value", "-confidence"], name="proposal_list"
            ),
            # The next rows for a worker.
            models.Index(
                fields=["id"],
                name="proposal_waiting",
                condition=Q(state__in=["accepting", "undoing"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value} for {self.product_id}"
