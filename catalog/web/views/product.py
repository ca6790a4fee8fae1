"""The page of a product, and the one that says that it is no longer sold."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import Product
from catalog.search.products import ProductGone, product_on_sale, retired_product
from catalog.search.query import MAX_ID
from catalog.web.findable.heads import product_head
from catalog.web.product_page import product_page, similar_to
from catalog.web.product_url import PHOTO


@require_safe
def product(request: HttpRequest, key: int) -> HttpResponse:
    if key > MAX_ID:
        raise Http404
    whole = Product.objects.select_related("merchant", "category").prefetch_related("photos")
    try:
        shown = product_on_sale(key, products=whole.defer("search_document"))
    except ProductGone as error:
        return _gone(request, key, error)
    page = product_page(shown, matched=request.GET.get(PHOTO, ""))
    head = product_head(request, shown, page.gallery.images, at=page.similar.at)
    return render(request, "web/product.html", {"product": shown, "shown": page, "head": head})


def _gone(request: HttpRequest, key: int, error: ProductGone) -> HttpResponse:
    """Say what was sold at this address, with what is similar. It may come back, so it is a 404."""
    retired = retired_product(key)
    if retired is None:
        raise Http404(str(error)) from error
    context = {"product": retired, "similar": similar_to(retired)}
    return render(request, "web/product_gone.html", context, status=404)
