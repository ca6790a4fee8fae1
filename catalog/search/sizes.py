"""Which products are one but for their size, and so take one place on a page.

They share a merchant's group and all attributes but the size: colours of a shoe look different and
stand apart. The fused statement says the same in SQL (`sizes_of`).
"""

import json
from collections.abc import Mapping

from catalog.models import Product

SIZE = "size"
# Of the first so many it is told how many share a place.
COUNTED = 10_000


def all_sizes(product_id: int) -> list[int]:
    """The ids of its other sizes, and its own."""
    product = (
        Product.objects.only("merchant", "group_id", "attributes").filter(pk=product_id).first()
    )
    if product is None:
        return [product_id]
    variants = Product.objects.variants_of(product).order_by().values_list("pk", "attributes")
    look = _look(product.attributes)
    return [key for key, attributes in variants if _look(attributes) == look]


def sizes_each() -> float:
    """Products for each place, on the average."""
    named = ("pk", "merchant_id", "group_id", "attributes")
    products = list(Product.objects.order_by().values_list(*named)[:COUNTED])
    places = {
        (merchant, group, _look(attributes)) if group else key
        for key, merchant, group, attributes in products
    }
    return max(1.0, len(products) / max(len(places), 1))


def _look(attributes: Mapping[str, str]) -> str:
    kept = {name: value for name, value in attributes.items() if name != SIZE}
    return json.dumps(kept, sort_keys=True)
