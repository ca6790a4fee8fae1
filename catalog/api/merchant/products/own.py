"""A merchant's own products, on sale or not, with what their answers need."""

from typing import Any, Final

from django.http import Http404
from rest_framework.request import Request

from catalog.exporting.category_paths import CategoryPaths
from catalog.ingest.dialects.cells import MAX_KEY
from catalog.models import Merchant, Product
from catalog.models.product_queries import ProductQuerySet

_NOT_FOUND: Final = "This merchant has no product with this external id."


def own_products(merchant: Merchant) -> ProductQuerySet:
    products = Product.objects.filter(merchant=merchant)
    loaded = products.select_related("category", "indexing").prefetch_related("photos")
    return loaded.defer("search_document")


def own_product(merchant: Merchant, external_id: str) -> Product:
    """Raises Http404."""
    product = own_products(merchant).filter(external_id=external_id).first()
    if product is None:
        raise Http404(_NOT_FOUND)
    return product


def own_context(request: Request) -> dict[str, Any]:
    """What the serializers of own products need."""
    return {"request": request, "categories": CategoryPaths()}


class ExternalIdConverter:
    """The id of a product in an address, percent-encoded by the client. It may hold slashes."""

    regex = ".+?"

    def to_python(self, value: str) -> str:
        if len(value) > MAX_KEY or not value.isprintable():
            raise ValueError  # no product has it
        return value

    def to_url(self, value: str) -> str:
        return value
