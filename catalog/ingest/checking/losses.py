"""What a row changes in its product, and what it takes from it, so that a merchant can decide."""

from collections.abc import Collection
from typing import Final

from django.db import models

from catalog.ingest.upsert import PreparedRow
from catalog.models import Availability


class Loss(models.TextChoices):
    """What shoppers or the merchant would miss afterwards. The worst first."""

    HIDDEN = "hidden", "become inactive, so that shoppers no longer find them"
    SOLD_OUT = "sold_out", "become out of stock"
    PHOTOS = "photos", "lose photos"
    EDITS = "edits", "lose what was edited by hand"
    CATEGORY = "category_id", "lose their category"
    DESCRIPTION = "description", "lose their description"
    BRAND = "brand", "lose their brand"
    ATTRIBUTES = "attributes", "lose attributes"
    TAGS = "tags", "lose tags"
    SALE_PRICE = "sale_price", "lose their sale price"
    URL = "url", "lose their address"
    GTIN = "gtin", "lose their GTIN"
    MPN = "mpn", "lose their MPN"
    GROUP_ID = "group_id", "are no longer variants of others"


FIELD_LABELS: Final = {
    "title": "title",
    "price": "price",
    "sale_price": "sale price",
    "currency": "currency",
    "availability": "availability",
    "active": "active",
    "category_id": "category",
    "brand": "brand",
    "attributes": "attributes",
    "tags": "tags",
    "description": "description",
    "url": "address",
    "gtin": "GTIN",
    "mpn": "MPN",
    "group_id": "group id",
    "photos": "photos",
}
_CLEARED: Final = (
    Loss.CATEGORY, Loss.DESCRIPTION, Loss.BRAND, Loss.SALE_PRICE, Loss.URL, Loss.GTIN, Loss.MPN,
    Loss.GROUP_ID,
)  # fmt: skip


def changed_fields(row: PreparedRow) -> list[str]:
    """Return the names of FIELD_LABELS that the row changes in an existing product.

    The ids and marks that nobody sees are not among them.
    """
    if row.product is None:
        return []
    changed = {*row.changes.values, *(["photos"] if row.photos else [])}
    return [name for name in FIELD_LABELS if name in changed]


def losses_of(row: PreparedRow) -> list[Loss]:
    """Return what the row takes from its product."""
    product, new = row.product, row.changes.values
    if product is None:
        return []
    lost = {
        Loss.HIDDEN: new.get("active") is False,
        Loss.SOLD_OUT: new.get("availability") == Availability.OUT_OF_STOCK,
        Loss.PHOTOS: len(row.photos.gone) > len(row.photos.new),
        Loss.EDITS: bool(row.changes.overwritten),
        Loss.ATTRIBUTES: _loses_some(new.get("attributes"), product.attributes),
        Loss.TAGS: _loses_some(new.get("tags"), product.tags),
    }
    cleared = (field for field in _CLEARED if field in new)
    lost |= {field: not new[field] and bool(getattr(product, field)) for field in cleared}
    return [loss for loss in Loss if lost.get(loss)]


def _loses_some(new: object, old: Collection[str]) -> bool:
    return isinstance(new, Collection) and any(item not in new for item in old)
