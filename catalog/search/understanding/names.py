"""Text that is a name of the shop, whatever its words could mean besides."""

from enum import StrEnum

from django.db.models import CharField, Value

from catalog.language.normalise import identifier_keys
from catalog.models import Product


class Name(StrEnum):
    NUMBER = "number"
    TITLE = "title"
    BRAND = "brand"


def name_of(text: str) -> Name | None:
    """Return what a text is, as a whole, of a product on sale; None if it is no name."""
    products = Product.objects.on_sale()
    named = {
        Name.NUMBER: products.numbered(identifier_keys(text)),
        Name.TITLE: products.titled(text),
        Name.BRAND: products.of_brand_named(text),
    }
    first, *others = [
        found.order_by().values_list(Value(name, output_field=CharField()))[:1]
        for name, found in named.items()
    ]
    found = {name for (name,) in first.union(*others, all=True)}
    return next((name for name in Name if name in found), None)
