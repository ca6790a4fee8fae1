"""The price that shoppers see, and what is to know about a sale, by the merchant's clock."""

from datetime import datetime, tzinfo

from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.models import Product
from catalog.money import money


def price_with_sale(product: Product, at: datetime) -> SafeString:
    price = money(product.price_at(at), product.currency)
    note = sale_note(product, at)
    return format_html("{}<br><small>{}</small>", price, note) if note else format_html("{}", price)


def sale_note(product: Product, at: datetime) -> str:
    """Say when the sale begins, ends or has ended; "" if it has no dates that matter any more."""
    if product.sale_price is None:
        return ""
    zone = product.merchant.zone
    if product.sale_starts and at < product.sale_starts:
        sale = money(product.sale_price, product.currency)
        return f"{sale} from {_written(product.sale_starts, zone)}"
    if product.sale_ends and at >= product.sale_ends:
        return f"sale over since {_written(product.sale_ends, zone)}"
    return f"sale until {_written(product.sale_ends, zone)}" if product.sale_ends else ""


def _written(instant: datetime, zone: tzinfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M %Z}"
