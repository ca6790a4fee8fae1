"""The dialects there are, and which of them a table is in."""

from typing import Final

from catalog.ingest.dialect import Dialect
from catalog.ingest.google import Google
from catalog.ingest.shopify import Shopify
from catalog.ingest.woocommerce import WooCommerce

# The last one takes what the others do not recognise.
DIALECTS: Final[tuple[Dialect, ...]] = (Shopify(), WooCommerce(), Google())


def dialect_of(columns: tuple[str, ...], *, named: str) -> Dialect:
    """The one that the merchant has named; "" leaves it to the columns."""
    found = frozenset(columns)
    return next(
        dialect
        for dialect in DIALECTS
        if (dialect.name == named if named else dialect.recognises(found))
    )
