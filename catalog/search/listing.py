"""The products of the catalog one after another, in the order of their ids: not ranked, but all.

A search ranks some hundred products; a list goes on to the last one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch
from django.utils import timezone

from catalog.models import Photo, Product, WorkState
from catalog.models.product_queries import ProductQuerySet
from catalog.search.currencies import PriceComparison, price_comparison
from catalog.search.filtering import filtered_products
from catalog.search.list_cursor import Cursor, list_key
from catalog.search.query import Filters, SearchQuery
from catalog.search.results import Hit, SearchPage


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogList:
    """What is listed: products on sale that pass the filters."""

    filters: Filters = field(default_factory=Filters)
    updated_since: datetime | None = None

    @property
    def key(self) -> str:
        return list_key(self.filters, self.updated_since)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPage:
    page: SearchPage
    next: Cursor | None


def list_products(wanted: CatalogList, cursor: Cursor | None, *, limit: int) -> ListedPage:
    """Return the products that follow the cursor's, or the first ones without a cursor."""
    at = timezone.now()
    comparison = price_comparison(SearchQuery(filters=wanted.filters, at=at))
    products = _listed(wanted, comparison, at)
    total = cursor.total if cursor else products.count()
    found = list(_after(products, cursor)[: limit + 1])
    page = SearchPage(
        hits=tuple(_hit(product) for product in found[:limit]),
        total=total,
        total_is_lower_bound=False,
        ranked=total,
        facets=(),
        at=at,
        notices=comparison.notices,
    )
    return ListedPage(page=page, next=_next(wanted, found, total=total, limit=limit))


def _listed(wanted: CatalogList, comparison: PriceComparison, at: datetime) -> ProductQuerySet:
    query = comparison.applied_to(SearchQuery(filters=wanted.filters, at=at))
    products = filtered_products(query.filters, at=at)
    if wanted.updated_since is not None:
        products = products.updated_since(wanted.updated_since)
    return products


def _after(products: ProductQuerySet, cursor: Cursor | None) -> ProductQuerySet:
    """The products after the cursor, whole. Photos come in one further statement."""
    ready = Prefetch("photos", Photo.objects.filter(state=WorkState.READY))
    rows = products.filter(pk__gt=cursor.after if cursor else 0).order_by("pk")
    whole = rows.select_related("merchant", "category").defer("search_document")
    return whole.prefetch_related(ready)


def _hit(product: Product) -> Hit:
    photo = next(iter(product.photos.all()), None)
    return Hit(product=product, photo=photo, score=0.0, match=None)


def _next(
    wanted: CatalogList, found: Sequence[Product], *, total: int, limit: int
) -> Cursor | None:
    if len(found) <= limit:
        return None
    return Cursor(after=found[limit - 1].pk, total=total, listed=wanted.key)
