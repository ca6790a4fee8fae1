"""Which products a run's feed no longer has."""

from typing import Final

from django.db.models.expressions import RawSQL
from django.utils import timezone

from catalog.models import ImportRun, LockableField, MissingAction, MissingScope, Product
from catalog.models.product_queries import ProductQuerySet

# EXCEPT sorts or hashes with any amount of memory. NOT IN would compare each with each.
_OF_FEED: Final = """
SELECT unnest(product_ids) FROM catalog_feedproducts WHERE feed_id = %s AND run_id < %s
EXCEPT
SELECT unnest(listed.product_ids)
FROM catalog_feedproducts listed JOIN catalog_feed feed ON feed.id = listed.feed_id
WHERE feed.merchant_id = %s AND CASE
    WHEN feed.id = %s THEN listed.run_id >= %s
    -- What another feed has now: a product may be in two.
    ELSE listed.run_id >= coalesce(feed.last_run_id, 0) END
"""
_OF_MERCHANT: Final = """
SELECT id FROM catalog_product WHERE merchant_id = %s AND created_at < %s
EXCEPT
SELECT unnest(product_ids) FROM catalog_feedproducts WHERE feed_id = %s AND run_id >= %s
"""


def missing_products(run: ImportRun) -> ProductQuerySet:
    """The products that the run is to deactivate or delete, now that it has read all rows.

    Products that a later run has found are not missing any more, so they only become fewer.
    """
    if run.feed_id is None or run.missing_action == MissingAction.KEEP:
        return Product.objects.none()
    products = Product.objects.filter(merchant=run.merchant_id, pk__in=_ids(run))
    # Whoever locks it wants to decide by hand whether shoppers find the product.
    unlocked = products.exclude(locked_fields__contains=[LockableField.ACTIVE])
    return unlocked if run.missing_action == MissingAction.DELETE else unlocked.filter(active=True)


def _ids(run: ImportRun) -> RawSQL:
    if run.missing_scope == MissingScope.FEED:
        values = [run.feed_id, run.pk, run.merchant_id, run.feed_id, run.pk]
        return RawSQL(_OF_FEED, values)  # noqa: S611  # constant text, bound values
    until = run.finished_at or timezone.now()
    compared = [run.merchant_id, until, run.feed_id, run.pk]
    return RawSQL(_OF_MERCHANT, compared)  # noqa: S611  # constant text, bound values
