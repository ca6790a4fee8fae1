"""Counts in memory, until they are written: bounded, however many searches differ."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from catalog.insights.counted_search import CountedSearch, Tally
from catalog.insights.impressions import Seen, SeenTallies

# Different searches that wait in one process. Further ones are counted without their words.
MAX_WAITING: Final = 2_000
# Counts that wait for longer are given up, if the database is away.
MAX_DAYS: Final = 2


class OfDay(NamedTuple):
    day: date
    search: CountedSearch


class MerchantOfDay(NamedTuple):
    day: date
    merchant_id: int


@dataclass(slots=True)
class Tallies:
    searches: dict[OfDay, Tally] = field(default_factory=dict)
    merchants: dict[MerchantOfDay, Seen] = field(default_factory=dict)
    seen: SeenTallies = field(default_factory=SeenTallies)

    def __bool__(self) -> bool:
        return bool(self.searches or self.merchants or self.seen)

    def add(self, key: OfDay, tally: Tally) -> None:
        if self._has_room(key) or self._has_room(key := OfDay(key.day, key.search.unlisted())):
            self.searches[key] = self.searches.get(key, Tally()).plus(tally)

    def add_merchant(self, key: MerchantOfDay, done: Seen) -> None:
        self.merchants[key] = self.merchants.get(key, Seen()).plus(done)

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
        for merchant, done in other.merchants.items():
            if merchant.day >= since:
                self.add_merchant(merchant, done)
        self.seen.merge(other.seen, since=since)
