"""Products, paths of categories and the shop itself in the words of schema.org."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from catalog.language.gtin import valid_gtin
from catalog.models import Availability, Product
from catalog.models.sale import is_sale_on
from catalog.money import decimals_of
from catalog.web.findable.plain_text import one_line

# Characters of a description in structured data.
MAX_DESCRIPTION: Final = 1_000
_AVAILABILITY: Final = {
    Availability.IN_STOCK: "InStock",
    Availability.OUT_OF_STOCK: "OutOfStock",
    Availability.PREORDER: "PreOrder",
    Availability.BACKORDER: "BackOrder",
    Availability.DISCONTINUED: "Discontinued",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A page on the path from the home page to this one."""

    name: str
    url: str  # absolute


def product_document(
    product: Product, *, url: str, pictures: Sequence[str], at: datetime
) -> dict[str, Any]:
    """A Product with its Offer at an instant. `url` and `pictures` are absolute."""
    return {
        "@type": "Product",
        "name": product.title,
        "description": one_line(product.description, limit=MAX_DESCRIPTION),
        "image": list(pictures),
        "url": url,
        "sku": product.external_id,
        "mpn": product.mpn,
        "gtin": valid_gtin(product.gtin),
        "brand": {"@type": "Brand", "name": product.brand} if product.brand else None,
        "category": product.category.name if product.category else None,
        "offers": _offer(product, url=url, at=at),
    }


def _offer(product: Product, *, url: str, at: datetime) -> dict[str, Any]:
    price = product.price_at(at)
    is_reduced = price < product.price
    return {
        "@type": "Offer",
        "url": url,
        "price": amount(price, product.currency),
        "priceCurrency": product.currency,
        "priceValidUntil": _sale_end(product, at) if is_reduced else None,
        "priceSpecification": _price_before(product) if is_reduced else None,
        "availability": f"https://schema.org/{_AVAILABILITY[Availability(product.availability)]}",
        "seller": {"@type": "Organization", "name": product.merchant.name},
    }


def _sale_end(product: Product, at: datetime) -> str | None:
    ends = product.sale_ends
    is_on = is_sale_on(product.sale_starts, ends, at)
    return ends.isoformat() if ends and is_on else None


def _price_before(product: Product) -> dict[str, Any]:
    return {
        "@type": "UnitPriceSpecification",
        "priceType": "https://schema.org/StrikethroughPrice",
        "price": amount(product.price, product.currency),
        "priceCurrency": product.currency,
    }


def amount(price: Decimal, currency: str) -> str:
    """An amount for machines: with a point, and the decimals of its currency or more."""
    return f"{price.normalize():.{_decimals(price, currency)}f}"


def _decimals(price: Decimal, currency: str) -> int:
    exponent = price.normalize().as_tuple().exponent
    return max(decimals_of(currency), -exponent if isinstance(exponent, int) else 0)


def breadcrumbs_document(steps: Sequence[Step]) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": step.name, "item": step.url}
            for position, step in enumerate(steps, start=1)
        ],
    }


def website_document(*, name: str, url: str, search_url: str) -> dict[str, Any]:
    """The shop, with the address of its search, where {words} stands for what is searched for."""
    return {
        "@type": "WebSite",
        "name": name,
        "url": url,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search_url}?q={{words}}"},
            "query-input": "required name=words",
        },
    }
