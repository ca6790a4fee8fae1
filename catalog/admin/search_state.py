"""Whether shoppers can find a product, in the words of the product list.

The work state alone does not say so. A changed product is still found as it was before, while one
that is indexed for the next encoder version only is not found before that serves.
"""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest

from catalog.models import Embedding, Product, WorkState

READY, PENDING, FAILED, NOT_ON_SALE = "ready", "pending", "failed", "off-sale"


def served_embeddings() -> QuerySet[Embedding]:
    """The embeddings that searches compare, without their vectors."""
    return Embedding.objects.served().defer("joint")


def with_search_state(products: QuerySet[Product]) -> QuerySet[Product]:
    """Load what `search_state` reads, in two queries for a whole page."""
    served = Prefetch("embeddings", served_embeddings())
    return products.select_related("indexing", "merchant").prefetch_related(served)


def search_state(product: Product) -> str:
    """Say whether shoppers find the product, and why not. It is from `with_search_state`."""
    work, found = product.indexing, _found(product)
    reason = f": {work.reason}" if work.reason else ""
    if found and work.state == WorkState.READY:
        return found
    state = "failed" if work.state == WorkState.FAILED else "pending"
    return (f"{found}, update {state}" if found else state.capitalize()) + reason


def _found(product: Product) -> str:
    """Empty if a product on sale is found by no more than its exact words."""
    if not (product.active and product.merchant.active):
        return "Not on sale" if product.retired_at is None else "Not on sale: no longer in its feed"
    served = product.embeddings.all()
    if any(embedding.photo_id for embedding in served):
        return "Ready"
    return "Ready, by words only" if served else ""


class SearchStateFilter(SimpleListFilter):
    """Filters by the words of `search_state`."""

    title = "search"
    parameter_name = "search"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (READY, "Ready"),
            (PENDING, "Pending, or update pending"),
            (FAILED, "Failed, or update failed"),
            (NOT_ON_SALE, "Not on sale"),
        ]

    def queryset(self, request: HttpRequest, products: QuerySet[Product]) -> QuerySet[Product]:
        served = Exists(served_embeddings().filter(product=OuterRef("pk")))
        on_sale = Q(pk__in=Product.objects.on_sale().values("pk"))
        indexed = Q(indexing__state=WorkState.READY)
        conditions = {
            READY: indexed & on_sale & Q(served),
            PENDING: Q(indexing__state=WorkState.PENDING) | (indexed & on_sale & ~Q(served)),
            FAILED: Q(indexing__state=WorkState.FAILED),
            NOT_ON_SALE: ~on_sale,
        }
        return products.filter(conditions.get(self.value() or "", Q()))
