"""Sitemaps: an index of pages, each of at most 10,000 products by their keys (sitemaps.org)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from django.db import connection

from catalog.models import Product
from catalog.search.query import MAX_ID

# A page has the products with keys from a multiple of this to the next. So a product stays on its
# page whatever is added or deleted, and no page needs to count those before it.
PRODUCTS: Final = 10_000
# What an index may list (sitemaps.org).
MAX_PAGES: Final = 50_000
# Keys are bigints.
MAX_NUMBER: Final = MAX_ID // PRODUCTS
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
# From each page to the first product on sale after it, by the primary key.
_PAGES: Final = """
WITH RECURSIVE pages (number) AS (
    (SELECT product.id / %(size)s FROM catalog_product product
     JOIN catalog_merchant merchant ON merchant.id = product.merchant_id
     WHERE product.active AND merchant.active ORDER BY product.id LIMIT 1)
  UNION ALL
    SELECT (
        SELECT product.id / %(size)s FROM catalog_product product
        JOIN catalog_merchant merchant ON merchant.id = product.merchant_id
        WHERE product.id >= (pages.number + 1) * %(size)s AND product.active AND merchant.active
        ORDER BY product.id LIMIT 1
    ) FROM pages WHERE pages.number IS NOT NULL
)
SELECT number FROM pages WHERE number IS NOT NULL LIMIT %(limit)s
"""


class Entry(NamedTuple):
    url: str  # absolute
    changed_at: datetime | None = None


def product_pages() -> list[int]:
    """The numbers of the pages that have products on sale."""
    with connection.cursor() as cursor:
        cursor.execute(_PAGES, {"size": PRODUCTS, "limit": MAX_PAGES})
        return [number for (number,) in cursor.fetchall()]


def products_on_page(number: int) -> Iterator[tuple[int, datetime]]:
    """The key of each product on sale of a page, and when it was last changed."""
    keys = range(number * PRODUCTS, (number + 1) * PRODUCTS)
    products = Product.objects.on_sale().filter(pk__gte=keys.start, pk__lt=keys.stop)
    return products.order_by("pk").values_list("pk", "updated_at").iterator()


def url_set(entries: Iterable[Entry]) -> str:
    return _document("urlset", "url", entries)


def index(addresses: Iterable[str]) -> str:
    return _document("sitemapindex", "sitemap", map(Entry, addresses))


def _document(root: str, element: str, entries: Iterable[Entry]) -> str:
    parts = (f"<{element}>{_entry(entry)}</{element}>\n" for entry in entries)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n'
        f"{''.join(parts)}</{root}>\n"
    )


def _entry(entry: Entry) -> str:
    changed = (
        f"<lastmod>{entry.changed_at:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if entry.changed_at else ""
    )
    return f"<loc>{escape(entry.url)}</loc>{changed}"
