"""Proposes values for the products of a merchant, page by page."""

from collections.abc import Sequence
from typing import Final

from django.db import connection

from catalog.inspection.pictures import AFTER, load_pictures
from catalog.inspection.readers import Readers
from catalog.inspection.reading import Proposed
from catalog.models import EncoderVersion, Product

PAGE: Final = 500  # products

# A product that is deleted meanwhile is waited for, and left out.
_LOCK: Final = "SELECT id FROM catalog_product WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
# An accepted value that an import has cleared is proposed again, a dismissed one never.
_UPSERT: Final = """
INSERT INTO catalog_proposal
    (product_id, merchant_id, field, value, confidence, encoder_version_id, state, locks)
SELECT product_id, %(merchant)s, field, value, confidence, %(version)s, 'open', FALSE
FROM unnest(%(products)s::bigint[], %(fields)s::text[], %(values)s::text[],
            %(confidences)s::float8[]) AS new (product_id, field, value, confidence)
ON CONFLICT (product_id, field) DO UPDATE SET
    value = excluded.value, confidence = excluded.confidence, state = 'open', locks = FALSE,
    encoder_version_id = excluded.encoder_version_id, decided_by_id = NULL, decided_at = NULL
WHERE (catalog_proposal.state = 'open'
       -- and not while this page was read
       OR catalog_proposal.state = 'accepted' AND catalog_proposal.decided_at < now())
  AND (catalog_proposal.state, catalog_proposal.value, catalog_proposal.confidence,
       catalog_proposal.encoder_version_id)
      IS DISTINCT FROM ('open', excluded.value, excluded.confidence, excluded.encoder_version_id)
"""
# Open proposals of the page that would not be made any more.
_DROP: Final = """
DELETE FROM catalog_proposal old
WHERE old.merchant_id = %(merchant)s AND old.state = 'open'
  AND old.product_id > %(position)s AND (%(last)s::bigint IS NULL OR old.product_id <= %(last)s)
  AND NOT EXISTS (
    SELECT FROM unnest(%(products)s::bigint[], %(fields)s::text[]) AS new (product_id, field)
    WHERE (new.product_id, new.field) = (old.product_id, old.field))
"""


def propose_page(
    merchant_id: int, version: EncoderVersion, readers: Readers, *, position: int
) -> int | None:
    """Renew the proposals for the next products after `position`. Call it in a transaction.

    Returns the last of them, or None if no product is left.
    """
    keys = Product.objects.filter(merchant=merchant_id, active=True, pk__gt=position)
    page = list(keys.order_by("pk").values_list("pk", flat=True)[:PAGE])
    last = page[-1] if len(page) == PAGE else None
    pictures = load_pictures(AFTER, version, merchant_id=merchant_id, limit=PAGE, position=position)
    _store(list(readers.read(pictures)), merchant_id, version, position=position, last=last)
    return last


def _store(
    proposed: Sequence[Proposed],
    merchant_id: int,
    version: EncoderVersion,
    *,
    position: int,
    last: int | None,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [sorted({each.product_id for each in proposed})])
        locked = {key for (key,) in cursor.fetchall()}
        kept = [each for each in proposed if each.product_id in locked]
        parameters = {
            "merchant": merchant_id,
            "version": version.pk,
            "position": position,
            "last": last,
            "products": [each.product_id for each in kept],
            "fields": [each.field for each in kept],
            "values": [each.value for each in kept],
            "confidences": [each.confidence for each in kept],
        }
        cursor.execute(_DROP, parameters)
        cursor.execute(_UPSERT, parameters)
