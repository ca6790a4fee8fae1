"""Counts searches, impressions and clicks, without making anybody wait.

A search adds to a dictionary of its process. Every other second, a thread writes what has gathered.
A process that ends loses the counts of that time, and no search depends on the database or
Redis for them.
"""

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from django.conf import settings
from django.db import DataError, Error, connection
from django.utils import timezone

from catalog.insights.counted_search import (
    Counted,
    counted_click,
    may_be_counted,
)
from catalog.insights.impressions import CLICK, IMPRESSION, Place, Seen
from catalog.insights.tallies import MerchantOfDay, OfDay, Tallies
from catalog.insights.writing import write_tallies
from catalog.models import Click

logger = logging.getLogger(__name__)
GATHER_SECONDS: Final = 2.0
# After an error of the database.
RETRY_SECONDS: Final = 10.0


def record_search(counted: Counted | None, headers: Mapping[str, str]) -> None:
    """Count a search that has been answered, unless it is no search or refuses it."""
    if counted and is_counted(headers):
        recorder.add(counted)


def record_clicked(
    click: Click | None, headers: Mapping[str, str], *, place: Place | None = None
) -> None:
    """Count a click on a product, unless it is not the first from its search or refuses it.

    `place` is where the product stood, if the page that was clicked on says so.
    """
    if click is None or not is_counted(headers):
        return
    if place is not None:
        recorder.see([place], CLICK)
    if counted := counted_click(click):
        recorder.add(counted, merchant_id=click.product.merchant_id)


def record_impressions(places: Iterable[Place], headers: Mapping[str, str]) -> None:
    """Count results that have been seen, unless the request refuses it."""
    if is_counted(headers) and (seen := list(places)):
        recorder.see(seen, IMPRESSION)


def is_counted(headers: Mapping[str, str]) -> bool:
    """Whether what a request reports is counted at all."""
    return settings.SHOP_SEARCH_COUNTS and may_be_counted(headers)


class Recorder:
    """Thread-safe. Its own thread begins with the first count."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tallies = Tallies()
        self._filled = threading.Event()
        self._thread: threading.Thread | None = None

    def add(
        self, counted: Counted, *, merchant_id: int | None = None, day: date | None = None
    ) -> None:
        """`merchant_id` is the merchant whose product was clicked on. `day` is today by default."""
        day = day or timezone.localdate()
        with self._lock:
            self._tallies.add(OfDay(day, counted.search), counted.tally)
            if merchant_id is not None:
                self._tallies.add_merchant(MerchantOfDay(day, merchant_id), CLICK)
        self._wake()

    def see(self, places: Iterable[Place], seen: Seen, *, day: date | None = None) -> None:
        with self._lock:
            self._tallies.seen.add(places, seen, day=day or timezone.localdate())
        self._wake()

    def add_product(self, product_id: int, seen: Seen, *, day: date) -> None:
        """Count a product whose position is not known."""
        with self._lock:
            self._tallies.seen.add_product(product_id, seen, day=day)
        self._wake()

    def add_merchant(self, merchant_id: int, done: Seen, *, day: date) -> None:
        with self._lock:
            self._tallies.add_merchant(MerchantOfDay(day, merchant_id), done)
        self._wake()

    def _wake(self) -> None:
        if not self._filled.is_set():
            self._filled.set()
            self._ensure_thread()

    def write(self) -> bool:
        """Write what has gathered. Returns whether the database took it; if not, it is kept."""
        with self._lock:
            tallies, self._tallies = self._tallies, Tallies()
            self._filled.clear()
        try:
            if tallies:
                write_tallies(tallies)
        except DataError:  # no try would succeed
            logger.exception("Counts of searches are lost")
        except Error as error:
            logger.warning("Counts of searches wait for the database: %s", type(error).__name__)
            with self._lock:
                self._tallies.merge(tallies, today=timezone.localdate())
            self._filled.set()
            return False
        return True

    def _ensure_thread(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True, name="search-counts")
                self._thread.start()

    def _run(self) -> None:
        while self._filled.wait():
            time.sleep(GATHER_SECONDS)
            is_written = self.write()
            connection.close()
            if not is_written:
                time.sleep(RETRY_SECONDS)


recorder = Recorder()
