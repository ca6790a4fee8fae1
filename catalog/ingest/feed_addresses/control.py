"""What a merchant does with a feed address: fetch it now, pause it and let it go on."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from catalog.ingest.missing.feed_name import feed_name
from catalog.models import Feed, FeedAddress, FeedAddressState, ImportState

# The last feed counts as fetched, unless its import ended like this. Then it is imported again.
_WITHOUT_EFFECT: Final = (ImportState.FAILED, ImportState.CANCELLED, ImportState.UNDONE)


@transaction.atomic
def fetch_now(address: FeedAddress) -> bool:
    """Make an address due, also one that is paused. Returns False if it is being fetched.

    Once it is committed, the caller wakes a worker.
    """
    locked = _lock(address)
    if locked is None or locked.is_being_fetched:
        return False
    last_run = locked.runs.order_by("-pk").first()
    if last_run is not None and last_run.state in _WITHOUT_EFFECT:
        locked.forget_content()
    _make_due(locked)
    return True


def pause(address: FeedAddress) -> bool:
    """Stop fetching. Returns False if it is not fetched anyway. A fetch under way has no effect."""
    pending = FeedAddress.objects.filter(pk=address.pk, state=FeedAddressState.PENDING)
    return bool(pending.update(state=FeedAddressState.PAUSED, attempts=0))


@transaction.atomic
def save_address(address: FeedAddress) -> None:
    """Save what the merchant has entered, and have the feed fetched unless it is paused.

    Once it is committed, the caller wakes a worker.
    """
    address.feed = _feed_of(address)
    if address.pk is None:
        address.save()
        return
    locked = _lock(address)
    if locked is None:
        return
    changed = {name for name in SETTINGS if getattr(locked, name) != getattr(address, name)}
    for name in SETTINGS:
        setattr(locked, name, getattr(address, name))
    if changed - _SCHEDULE:
        locked.forget_content()
    if changed & _CONTENT:
        locked.is_confirmed = False
    if locked.state == FeedAddressState.PAUSED:
        locked.save()
    else:
        _make_due(locked)


# Of the fields that a merchant enters, those that say when, and those that say what is imported.
_SCHEDULE: Final = frozenset({"every_hours"})
_CONTENT: Final = frozenset({"address", "dialect", "read_options"})
SETTINGS: Final = (
    *("name", "feed", "address", "username", "password", "every_hours"),
    *("dialect", "read_options", "missing_action", "missing_scope"),
)


def _lock(address: FeedAddress) -> FeedAddress | None:
    rows = FeedAddress.objects.select_related("feed").filter(pk=address.pk)
    return rows.select_for_update(of=("self",), no_key=True).first()


def _make_due(address: FeedAddress) -> None:
    """Have it fetched as if it had never failed. Saves it."""
    address.state, address.failures = FeedAddressState.PENDING, 0
    address.failing_since, address.reason = None, ""
    address.schedule(timedelta(0))
    address.save()


def _feed_of(address: FeedAddress) -> Feed:
    """Return the feed that has the address's name. Files uploaded under this name are it, too."""
    feeds = Feed.objects.filter(merchant=address.merchant_id)
    feed, _ = feeds.get_or_create(
        name=feed_name(address.name), defaults={"merchant_id": address.merchant_id}
    )
    return feed
