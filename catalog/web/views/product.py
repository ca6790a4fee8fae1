"""The page of a product, with its variants and similar products."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog.ingest.web_address import is_web_address
from catalog.models import Product, WorkState
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from catalog.web.cards import Image, badge, old_price, price, to_cards
from catalog.web.category_page import category_trail
from catalog.web.findable.heads import product_head
from catalog.web.search_url import SearchUrl
from catalog.web.variants import variant_links

MAX_SIMILAR = 12


@require_safe
def product(request: HttpRequest, key: int) -> HttpResponse:
    shown = get_object_or_404(
        Product.objects.on_sale().select_related("merchant", "category"), pk=key
    )
    similar = search_products(SearchQuery(similar_to=shown.pk, limit=MAX_SIMILAR))
    images = _images(shown)
    context = {
        "head": product_head(request, shown, images, at=similar.at),
        "trail": category_trail(shown.category) if shown.category else (),
        "product": shown,
        "images": images,
        "price": price(shown, similar.at),
        "old_price": old_price(shown, similar.at),
        "badge": badge(shown),
        "attributes": _attributes(shown),
        "variants": variant_links(shown),
        "shop_url": shown.url if is_web_address(shown.url) else "",
        "cards": to_cards(similar.hits, at=similar.at),
        "more_like_this": SearchUrl((("like", str(shown.pk)),)),
    }
    return render(request, "web/product.html", context)


def _images(product: Product) -> list[Image]:
    images = [
        Image.of(photo, title=product.title)
        for photo in product.photos.all()
        if photo.state == WorkState.READY
    ]
    return [image for image in images if image]


def _attributes(product: Product) -> list[tuple[str, str]]:
    return [
        (name.replace("_", " ").capitalize(), _text(value))
        for name, value in product.attributes.items()
        if value not in ("", None, [])
    ]


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
