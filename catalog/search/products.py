"""Products as shoppers may see them: on sale, with their variants."""

from django.utils.translation import gettext

from catalog.models import Product
from catalog.models.product_queries import ProductQuerySet

# Variants that a product's page and the API list.
MAX_VARIANTS = 100


class ProductGone(Exception):
    """The product does not exist, or is not on sale."""


def product_on_sale(product_id: int, *, products: ProductQuerySet | None = None) -> Product:
    """Return a product that is on sale. Raises ProductGone.

    `products` is a queryset that loads more than the default, or less.
    """
    if products is None:
        products = Product.objects.defer("search_document", "description")
    try:
        return products.on_sale().get(pk=product_id)
    except Product.DoesNotExist as error:
        raise ProductGone(gettext("No such product is on sale.")) from error


def retired_product(product_id: int) -> Product | None:
    """Return a product that was on sale until its feed no longer had it; None for any other.

    One that is not on sale for another reason may never have been: its title is no shopper's yet.
    """
    retired = Product.objects.filter(active=False, retired_at__isnull=False, merchant__active=True)
    whole = retired.select_related("merchant", "category").defer("search_document")
    return whole.filter(pk=product_id).first()


def variants_on_sale(product: Product) -> list[Product]:
    """Return the variants of a product, itself included, oldest first; at most MAX_VARIANTS."""
    variants = Product.objects.on_sale().variants_of(product).order_by("pk")
    return list(variants.defer("search_document", "description")[:MAX_VARIANTS])
