from django.conf import settings
from django.db import models

from catalog.querysets import MerchantQuerySet


class Merchant(models.Model):
    """A tenant. Its users see and change only its own catalog."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    active = models.BooleanField(default=True, help_text="Inactive: its products are not found.")
    currency = models.CharField(
        max_length=3, default="EUR", help_text="For feeds whose prices carry none."
    )
    shop_url = models.URLField(
        "address of the shop",
        blank=True,
        help_text="For Shopify's tables, which name no page of a product: with "
        "https://shop.example it is https://shop.example/products/its-handle.",
    )
    users = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="merchants", blank=True)

    objects = MerchantQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
