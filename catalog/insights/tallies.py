"""Counts in memory, until they are written: bounded, however many searches differ."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from catalog.insights.counted_search import CountedSearch, Tally
from catalog.insights.impressions import SeenTallies

# Different searches that wait in one process. Further ones are counted without their words.
MAX_WAITING: Final = 2_000
# Counts that wait for longer are given up, if the database is away.
MAX_DAYS: Final = 2


class OfDay(NamedTuple):
    day: date
    search: CountedSearch


class ClickedMerchant(NamedTuple):
    day: date
    merchant_id: int


@dataclass(slots=True)
class Tallies:
    searches: dict[OfDay, Tally] = field(default_factory=dict)
    clicks: Counter[ClickedMerchant] = field(default_factory=Counter)
    seen: SeenTallies = field(default_factory=SeenTallies)

    def __bool__(self) -> bool:
        return bool(self.searches or self.clicks or self.seen)

    def add(self, key: OfDay, tally: Tally) -> None:
        if self._has_room(key) or self._has_room(key := OfDay(key.day, key.search.unlisted())):
            self.searches[key] = self.searches.get(key, Tally()).plus(tally)

    def _has_room(self, key: OfDay) -> bool:
        # Unlisted searches have further rooms: one for each merchant, if it exists or not.
        most = MAX_WAITING if key.search.words else 2 * MAX_WAITING
        return key in self.searches or len(self.searches) < most

    def merge(self, other: "Tallies", *, today: date) -> None:
        """Take back what could not be written, except what is too old."""
        since = today - timedelta(days=MAX_DAYS)
        for key, tally in other.searches.items():
            if key.day >= since:
                self.add(key, tally)
        for clicked, number in other.clicks.items():
            if clicked.day >= since:
                self.clicks[clicked] += number
        self.seen.merge(other.seen, since=since)
