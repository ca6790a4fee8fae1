from django.contrib.postgres.fields import ArrayField
from django.db import models


class LockableField(models.TextChoices):
    """What a merchant may keep from the feed, each a field or several that belong together."""

    TITLE = "title", "Title"
    DESCRIPTION = "description", "Description"
    URL = "url", "URL"
    PRICE = "price", "Price, sale price and currency"
    AVAILABILITY = "availability", "Availability"
    ACTIVE = "active", "Active"
    CATEGORY = "category", "Category"
    BRAND = "brand", "Brand"
    ATTRIBUTES = "attributes", "Attributes"
    TAGS = "tags", "Tags"
    GROUP_ID = "group_id", "Group id"
    GTIN = "gtin", "GTIN"
    MPN = "mpn", "MPN"
    PHOTOS = "photos", "Photos"


# By the column of a product.
LOCKS = {
    field.value: field
    for field in LockableField
    if field not in {LockableField.CATEGORY, LockableField.PHOTOS}
} | {
    "category_id": LockableField.CATEGORY,
    "sale_price": LockableField.PRICE,
    "sale_starts": LockableField.PRICE,
    "sale_ends": LockableField.PRICE,
    "currency": LockableField.PRICE,
}


def lock_list(help_text: str) -> "ArrayField[list[str], list[str]]":
    """A column of LockableField names."""
    names = models.CharField(max_length=20, choices=LockableField)
    return ArrayField(names, default=list, db_default=[], blank=True, help_text=help_text)
