"""Sitemaps: an index of pages, each of at most 10,000 products by their keys (sitemaps.org).

Where the shop has several languages, each address is listed in each of them, with all of them
beside it, as search engines ask:
https://developers.google.com/search/docs/specialty/international/localized-versions#sitemap
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
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
_NAMESPACES: Final = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)
# What a sitemap may list, and hold with about a hundred characters for each link.
MAX_ENTRIES: Final = 50_000
MAX_LINKS: Final = 400_000
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
    alternates: tuple[tuple[str, str], ...] = ()  # hreflang and address of each language


def products_per_page(languages: int) -> int:
    """Fewer products than PRODUCTS fit where each is listed in many languages."""
    return min(PRODUCTS, MAX_ENTRIES // languages, MAX_LINKS // (languages * (languages + 2)))


def _size() -> int:
    return products_per_page(len(settings.LANGUAGES))


def product_pages() -> list[int]:
    """The numbers of the pages that have products on sale."""
    with connection.cursor() as cursor:
        cursor.execute(_PAGES, {"size": _size(), "limit": MAX_PAGES})
        return [number for (number,) in cursor.fetchall()]


def products_on_page(number: int) -> Iterator[tuple[int, datetime]]:
    """The key of each product on sale of a page, and when it was last changed."""
    keys = range(number * _size(), (number + 1) * _size())
    products = Product.objects.on_sale().filter(pk__gte=keys.start, pk__lt=keys.stop)
    return products.order_by("pk").values_list("pk", "updated_at").iterator()


def in_each_language(
    urls: Mapping[str, str], *, default: str, changed_at: datetime | None = None
) -> Iterator[Entry]:
    """One entry for each language of a page, given its address by language."""
    links = (*urls.items(), ("x-default", urls[default])) if len(urls) > 1 else ()
    for url in urls.values():
        yield Entry(url, changed_at, links)


def url_set(entries: Iterable[Entry]) -> str:
    return _document("urlset", "url", entries)


def index(addresses: Iterable[str]) -> str:
    return _document("sitemapindex", "sitemap", map(Entry, addresses))


def _document(root: str, element: str, entries: Iterable[Entry]) -> str:
    parts = (f"<{element}>{_entry(entry)}</{element}>\n" for entry in entries)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_NAMESPACES}>\n'
        f"{''.join(parts)}</{root}>\n"
    )


def _entry(entry: Entry) -> str:
    changed = (
        f"<lastmod>{entry.changed_at:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if entry.changed_at else ""
    )
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(url)}/>'
        for language, url in entry.alternates
    )
    return f"<loc>{escape(entry.url)}</loc>{changed}{links}"
