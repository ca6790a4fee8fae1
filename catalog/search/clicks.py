"""The click log: which products shoppers open from which search, to judge how well it works."""

import uuid
from collections.abc import Collection
from typing import Final, NamedTuple

from django.conf import settings
from django.db import IntegrityError, connection

from catalog.models import Click
from catalog.search.products import product_on_sale
from catalog.search.saved import SearchGone, find_search

_STORE: Final = """
INSERT INTO catalog_click (search_id, product_id, created_at)
SELECT g.search_id, g.product_id, now()
FROM unnest(%s::uuid[], %s::bigint[]) AS g (search_id, product_id)
JOIN catalog_search s ON s.id = g.search_id
JOIN catalog_product p ON p.id = g.product_id
ON CONFLICT DO NOTHING
RETURNING search_id, product_id
"""


class Opened(NamedTuple):
    search_id: uuid.UUID
    product_id: int


def record_clicks(clicks: Collection[Opened]) -> frozenset[Opened]:
    """Record that products were opened from searches. Returns those that were not recorded before.

    None are recorded if one of the searches or products is deleted at this moment.
    """
    searches, products = [one.search_id for one in clicks], [one.product_id for one in clicks]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_STORE, [searches, products])
            return frozenset(Opened(*row) for row in cursor.fetchall())
    except IntegrityError:
        return frozenset()


def record_click(*, search_id: uuid.UUID, product_id: int) -> Click | None:
    """Record once that a shopper opened a product from a search, unless SHOP_CLICK_LOG is off.

    Returns the click if it is new. Raises SearchGone and ProductGone, even if nothing is recorded.
    """
    product = product_on_sale(product_id)
    search = find_search(search_id)
    if not settings.SHOP_CLICK_LOG:
        return None
    try:
        click, is_new = Click.objects.get_or_create(search=search, product=product)
    except IntegrityError as error:
        raise SearchGone("The search or the product was deleted a moment ago.") from error
    return click if is_new else None
