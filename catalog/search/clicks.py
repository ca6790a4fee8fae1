"""Which products were opened from which search: what the shop can judge its search by."""

import uuid

from django.conf import settings
from django.db import IntegrityError

from catalog.models import Click, Product
from catalog.search.saved import SearchGone, find_search


def record_click(*, search_id: uuid.UUID, product_id: int) -> None:
    """A product was opened from a search; the second time changes nothing.

    Raises SearchGone, and Product.DoesNotExist for a product that shoppers cannot see.
    """
    product = Product.objects.on_sale().get(pk=product_id)
    search = find_search(search_id)
    if not settings.SHOP_CLICK_LOG:
        return
    try:
        Click.objects.bulk_create([Click(search=search, product=product)], ignore_conflicts=True)
    except IntegrityError as error:
        raise SearchGone("The search or the product was deleted a moment ago.") from error
