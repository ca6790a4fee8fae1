"""What the merchants of feed addresses should know before they look for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import OuterRef, Q, Subquery

from catalog.ingest.retention import EXPIRED
from catalog.models import FeedAddress, FeedAddressState, ImportRun, ImportState, MissingState
from catalog.models.feed_address import FeedAddressQuerySet

MAX_NOTICES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedNotice:
    address: FeedAddress
    message: str
    is_failure: bool
    run: ImportRun | None = None  # whose page has more
    since: datetime | None = None
    next_try: datetime | None = None


def feed_notices(addresses: FeedAddressQuerySet) -> list[FeedNotice]:
    """Return what is wrong with some of the addresses, the worst first."""
    found = _with_last_run(addresses.of_active_merchants()).filter(_needs_somebody())
    shown = found.select_related("merchant").order_by("-failures", "pk")[:MAX_NOTICES]
    return [notice for address in shown for notice in notices_of(address)]


def notices_of(address: FeedAddress) -> list[FeedNotice]:
    return list(_notices(address, last_run_of(address)))


def last_run_of(address: FeedAddress) -> ImportRun | None:
    """Return the last import of the address's feed, also if somebody has uploaded its file."""
    return ImportRun.objects.filter(feed=address.feed_id).order_by("-pk").first()


def _with_last_run(addresses: FeedAddressQuerySet) -> FeedAddressQuerySet:
    runs = ImportRun.objects.filter(feed=OuterRef("feed")).order_by("-pk")
    return addresses.annotate(
        run_state=Subquery(runs.values("state")[:1]),
        run_reason=Subquery(runs.values("reason")[:1]),
        run_missing_state=Subquery(runs.values("missing_state")[:1]),
    )


def _needs_somebody() -> Q:
    stopped = (ImportState.CHECKED, ImportState.FAILED)
    return (
        Q(failures__gt=0)
        | Q(state=FeedAddressState.FAILED)
        | Q(run_state__in=stopped)
        | Q(run_reason=EXPIRED)
        | Q(run_missing_state=MissingState.UNCONFIRMED)
    )


def _notices(address: FeedAddress, run: ImportRun | None) -> Iterator[FeedNotice]:
    if address.failures:
        yield _failure(address)
    if run is None:
        return
    if run.state == ImportState.FAILED:
        message = f"Its last import failed: {run.reason}"
        yield FeedNotice(address=address, run=run, message=message, is_failure=True)
    if run.state == ImportState.CHECKED:
        message = "What was fetched waits for you: look at it, and have it imported or drop it."
        yield FeedNotice(address=address, run=run, message=message, is_failure=False)
    if run.reason == EXPIRED:
        message = "What was fetched waited for too long, and was dropped. Fetch it again."
        yield FeedNotice(address=address, run=run, message=message, is_failure=True)
    if run.missing_state == MissingState.UNCONFIRMED:
        message = f"{run.missing:,} products are not in it any more. Decide what becomes of them."
        yield FeedNotice(address=address, run=run, message=message, is_failure=False)


def _failure(address: FeedAddress) -> FeedNotice:
    is_given_up = address.state == FeedAddressState.FAILED
    start = "It kept failing, and is given up." if is_given_up else "It cannot be fetched."
    return FeedNotice(
        address=address,
        message=f"{start} {address.reason}",
        is_failure=True,
        since=address.failing_since,
        next_try=address.due_at if address.state == FeedAddressState.PENDING else None,
    )
