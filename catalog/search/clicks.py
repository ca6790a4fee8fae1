"""The click log: which products shoppers open from which search, to judge how well it works."""

import uuid

from django.conf import settings
from django.db import IntegrityError

from catalog.models import Click
from catalog.search.products import product_on_sale
from catalog.search.saved import SearchGone, find_search


def record_click(
    *, search_id: uuid.UUID, product_id: int, is_refused: bool = False
) -> Click | None:
    """Record once that a shopper opened a product from a search.

    Not if the shopper refuses it, or SHOP_CLICK_LOG is off. Returns the click if it is new. Raises
    SearchGone and ProductGone, even if nothing is recorded.
    """
    product = product_on_sale(product_id)
    search = find_search(search_id)
    if is_refused or not settings.SHOP_CLICK_LOG:
        return None
    try:
        click, is_new = Click.objects.get_or_create(search=search, product=product)
    except IntegrityError as error:
        raise SearchGone("The search or the product was deleted a moment ago.") from error
    return click if is_new else None
