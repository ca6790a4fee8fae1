"""What came of showing a product to shoppers, for its page in the admin."""

from django.conf import settings

from catalog.insights.product_figures import seen_of
from catalog.models import Product


def seen_and_opened(product: Product) -> str:
    """Say how often a saved product was seen among results, and opened from there."""
    seen = seen_of(product.pk)
    days = settings.SHOP_SEARCH_COUNT_DAYS
    if not seen.impressions:
        return f"Not seen among results in the last {days} days."
    return (
        f"Seen {seen.impressions:,} times among results and opened {seen.clicks:,} times in the "
        f"last {days} days: {seen.clicks / seen.impressions:.1%}."
    )
