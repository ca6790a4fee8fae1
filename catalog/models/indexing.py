from django.db import models

from catalog.models.merchant import Merchant
from catalog.models.merchant_work import MerchantWorkQuerySet
from catalog.models.work import Work


class ProductIndexing(Work):
    """Whether a product's embeddings match its photos and description.

    A separate narrow table, because updating it must not touch the product's wide indexes.
    Database triggers (migrations 0002 and 0022) requeue the row whenever the product's description
    or one of its photos changes, whatever program changes it.
    """

    product = models.OneToOneField(
        "catalog.Product", on_delete=models.CASCADE, primary_key=True, related_name="indexing"
    )
    # The product's, kept by the triggers, for the claim. The row goes with its product.
    merchant = models.ForeignKey(
        Merchant, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )

    objects = MerchantWorkQuerySet["ProductIndexing"].as_manager()

    class Meta:
        verbose_name_plural = "product indexing"
        indexes = [
            # MerchantWorkQuerySet.claim
            models.Index(
                fields=["merchant", "due_at"],
                name="indexing_due",
                condition=models.Q(state="pending"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.state}"
