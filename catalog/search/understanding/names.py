"""Text that is a name of the shop, whatever its words could mean besides."""

from enum import StrEnum

from catalog.language.normalise import fold, identifier_keys
from catalog.models import Product
from catalog.search.execution import fetch_rows
from catalog.search.sql.names import names_of_products
from catalog.search.sql.product_ids import product_ids
from catalog.search.sql.values import Values
from catalog.search.statement import Statement


class Name(StrEnum):
    NUMBER = "number"
    TITLE = "title"
    BRAND = "brand"


def name_of(text: str) -> Name | None:
    """Return what a text is, as a whole, of a product on sale; None if it is no name."""
    values: Values = {
        "text": text,
        "has_words": bool(fold(text)),
        "identifier_keys": list(identifier_keys(text)),
    }
    statement = Statement(names_of_products(product_ids(Product.objects.on_sale())), values)
    (answers,) = fetch_rows(statement)
    return next((name for name, is_it in zip(Name, answers, strict=True) if is_it), None)
