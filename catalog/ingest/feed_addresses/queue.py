"""Feeds that are due to be fetched: claimed from merchants in turn."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from catalog.ingest.feed_addresses.downloading import FeedPolicy
from catalog.ingest.feed_addresses.fetches import MAX_FETCHES, fetches
from catalog.ingest.feed_addresses.fetching import may_fetch
from catalog.models import FeedAddress
from catalog.models.work import Claim

# What a fetch may take besides the download: to look at the file and to store it.
MARGIN: Final = timedelta(minutes=3)


def begin_due_fetches(
    policy: FeedPolicy | None = None,
    on_end: Callable[[int | None], None] = lambda run_id: None,
) -> None:
    """Begin to fetch due feeds, as many as there is room for, and return.

    Each ends in the background, and then calls `on_end` with the id of a run to wake, if any. It
    has made room for another: begin again.
    """
    policy = policy or FeedPolicy()
    # Not for as long as there is room, since those that end at once would keep the caller.
    for _ in range(MAX_FETCHES):
        if fetches.is_full or not (claim := _claim_one(policy)).keys:
            return
        held = FeedAddress.objects.held(claim).select_related("merchant")
        address = held.first()
        if address and may_fetch(address, claim):
            fetches.start(address, claim, policy, on_end)


def _claim_one(policy: FeedPolicy) -> Claim:
    addresses = FeedAddress.objects.of_active_merchants()
    addresses = addresses.exclude(merchant__in=fetches.full_merchants)
    if not fetches.has_room_for_failing:
        addresses = addresses.filter(failures=0)
    return addresses.claim(1, lease=timedelta(seconds=policy.deadline) + MARGIN)
