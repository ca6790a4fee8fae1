"""The price of a product `d` at the instant of the search."""

from typing import Final

INSTANT: Final = "%(at)s::timestamptz"

# As in catalog.models.sale, which filters by it.
PRICE: Final = f"""catalog_price_at(d.price, d.sale_price, d.sale_starts, d.sale_ends,
                            {INSTANT})"""
# The same for a product whose price does not change as time passes; it is indexed.
LASTING_PRICE: Final = "least(d.price, d.sale_price)"
HAS_WINDOW: Final = "(d.sale_starts IS NOT NULL OR d.sale_ends IS NOT NULL)"
