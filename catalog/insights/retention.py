"""How long counts of searches are kept: SHOP_SEARCH_COUNT_DAYS."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from catalog.models import HandledWords, MerchantClicks, PositionCount, ProductCount, SearchCount


def delete_old_counts() -> None:
    """Delete the counts of days that are too long ago, and what was decided about their words."""
    oldest = timezone.localdate() - timedelta(days=settings.SHOP_SEARCH_COUNT_DAYS)
    for counts in (SearchCount, MerchantClicks, PositionCount, ProductCount):
        counts.objects.filter(day__lt=oldest).delete()
    # Dismissed words that come back later are asked about again.
    HandledWords.objects.filter(created_at__date__lt=oldest).delete()
