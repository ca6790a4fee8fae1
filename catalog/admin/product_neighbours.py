"""What a product's page says of it in the shop: where shoppers see it, and its variants."""

from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.models import Product
from catalog.money import money

MAX_VARIANTS: Final = 20
_NOT_ON_SALE: Final = "Shoppers do not see it: it is not active."
_MERCHANT_NOT_ACTIVE: Final = "Shoppers do not see it: {} is not active."


def shop_page(product: Product) -> str:
    """The address of the product in the shop, or "" if it is not on sale."""
    on_sale = product.active and product.merchant.active
    return reverse("web:product", args=[product.pk]) if on_sale else ""


def link_to_shop(product: Product) -> SafeString | str:
    if not (page := shop_page(product)):
        return "Not on sale"
    return format_html(
        '<a href="{}">See it<span class="visually-hidden"> in the shop</span></a>', page
    )


def as_shoppers_see_it(product: Product) -> SafeString | str:
    if not (page := shop_page(product)):
        merchant = product.merchant
        return _NOT_ON_SALE if merchant.active else _MERCHANT_NOT_ACTIVE.format(merchant)
    similar = f"{reverse('web:search')}?{urlencode({'like': product.pk})}"
    links = '<a href="{}">Its page in the shop</a> · <a href="{}">What resembles it</a>'
    return format_html(links, page, similar)


def variants_of(product: Product) -> SafeString | str:
    """List the other products of its group, which are of the same merchant."""
    others = Product.objects.variants_of(product).exclude(pk=product.pk).order_by("external_id")
    listed = list(others[: MAX_VARIANTS + 1])
    if not listed:
        return "-"
    items = format_html_join("", "<li>{}</li>", ((_link(v),) for v in listed[:MAX_VARIANTS]))
    more = _more(product) if len(listed) > MAX_VARIANTS else ""
    return format_html('<ul class="variants">{}{}</ul>', items, more)


def _link(variant: Product) -> SafeString:
    page = reverse("admin:catalog_product_change", args=[variant.pk])
    values = ", ".join(map(str, variant.attributes.values()))
    facts = [values, money(variant.price, variant.currency), variant.get_availability_display()]
    facts += [] if variant.active else ["not active"]
    return format_html(
        '<a href="{}">{}</a> {}', page, variant.title, " · ".join(filter(None, facts))
    )


def _more(product: Product) -> SafeString:
    query = urlencode({"group_id": product.group_id, "merchant": product.merchant_id})
    page = f"{reverse('admin:catalog_product_changelist')}?{query}"
    return format_html('<li><a href="{}">All of the group</a></li>', page)
