"""How often one product is seen among results, and opened from there."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from catalog.insights.impressions import Seen
from catalog.models import ProductCount


def seen_of(product_id: int) -> Seen:
    """The counts of all days that are kept."""
    # Days that are named are looked up in the index, which begins with them.
    counts = ProductCount.objects.filter(product=product_id, day__in=_kept_days())
    total = counts.aggregate(impressions=Sum("impressions"), clicks=Sum("clicks"))
    return Seen(total["impressions"] or 0, total["clicks"] or 0)


def _kept_days() -> list[date]:
    today = timezone.localdate()
    return [today - timedelta(days=ago) for ago in range(settings.SHOP_SEARCH_COUNT_DAYS + 1)]
