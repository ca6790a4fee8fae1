"""What was searched for and clicked on each of the last days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q, Sum
from django.utils import timezone

from catalog.insights.scope import Scope
from catalog.models import MerchantClicks, SearchKind

DAYS: Final = 30
_OF_SEARCHES: Final = ("searches", "photo_searches", "unlisted", "unmatched", "clicks")
_OF_PRODUCTS: Final = ("clicks", "carts", "purchases")
_NUMBERS: Final = tuple(dict.fromkeys((*_OF_SEARCHES, *_OF_PRODUCTS)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    day: date
    searches: int = 0
    photo_searches: int = 0
    unlisted: int = 0
    unmatched: int = 0
    clicks: int = 0
    # What apps report (catalog/insights/events.py).
    carts: int = 0
    purchases: int = 0

    @property
    def unmatched_share(self) -> float | None:
        return self.unmatched / self.searches if self.searches else None

    @property
    def clicks_per_search(self) -> float | None:
        return self.clicks / self.searches if self.searches else None


def daily_counts(scope: Scope) -> tuple[Day, ...]:
    """The last days, the oldest first, those without a search too."""
    numbers: dict[date, dict[str, int]] = {day: {} for day in _last_days()}
    for day, *of_day in _searches(scope):
        numbers[day] = dict(zip(_OF_SEARCHES, of_day, strict=True))
        if not scope.whole_shop:  # those on products are counted apart
            numbers[day]["clicks"] = 0
    for day, clicks, carts, purchases in _of_products(scope):
        numbers[day] |= {"carts": carts, "purchases": purchases}
        if not scope.whole_shop:
            numbers[day]["clicks"] = clicks
    return tuple(Day(day=day, **of_day) for day, of_day in numbers.items())


def total_of(days: Sequence[Day]) -> Day:
    """The numbers of all days together, under the date of the last."""
    sums = {name: sum(getattr(day, name) for day in days) for name in _NUMBERS}
    return Day(day=days[-1].day, **sums)


def _last_days() -> list[date]:
    today = timezone.localdate()
    return [today - timedelta(days=age) for age in reversed(range(DAYS))]


def _searches(scope: Scope) -> Iterator[tuple[Any, ...]]:
    totals = {
        "photos": Sum("searches", filter=Q(kind=SearchKind.PHOTO), default=0),
        "not_kept": Sum("searches", filter=Q(kind=SearchKind.UNLISTED), default=0),
        "without": Sum("unmatched"),
        "clicked": Sum("clicks"),
        "total": Sum("searches"),
    }
    days: Any = scope.searches().last_days(DAYS).values("day").annotate(**totals)
    yield from days.values_list("day", "total", "photos", "not_kept", "without", "clicked")


def _of_products(scope: Scope) -> Iterator[tuple[Any, ...]]:
    days: Any = MerchantClicks.objects.filter(merchant__in=scope.keys, day__in=_last_days())
    sums = {f"sum_{name}": Sum(name) for name in _OF_PRODUCTS}
    yield from days.values("day").annotate(**sums).values_list("day", *sums)
