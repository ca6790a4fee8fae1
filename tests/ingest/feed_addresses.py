"""A merchant's feed address on a server of this machine, fetched without threads or a worker."""

from datetime import timedelta

from django.utils import timezone

from catalog.ingest.feed_addresses.control import save_address
from catalog.ingest.feed_addresses.downloading import FeedPolicy
from catalog.ingest.feed_addresses.fetching import fetch, may_fetch
from catalog.ingest.run import run_import
from catalog.models import FeedAddress, ImportRun, Merchant

LOCAL = FeedPolicy(
    allow_loopback=True, max_bytes=1024 * 1024, deadline=5.0, connect_timeout=0.5, timeout=0.5
)
LEASE = timedelta(minutes=5)


def add_address(merchant: Merchant, url: str, name: str = "Mugs", **fields: object) -> FeedAddress:
    address = FeedAddress(merchant=merchant, name=name, address=url, **fields)
    save_address(address)
    return address


def make_due(address: FeedAddress) -> None:
    FeedAddress.objects.filter(pk=address.pk).update(due_at=timezone.now())


def fetch_now(address: FeedAddress, policy: FeedPolicy = LOCAL) -> ImportRun | None:
    """Claim the address, fetch it, and check and import what has changed. Returns the new run."""
    make_due(address)
    claim = FeedAddress.objects.of_active_merchants().claim(1, lease=LEASE)
    claimed = FeedAddress.objects.held(claim).select_related("merchant").get(pk=address.pk)
    run_id = fetch(claimed, claim, policy) if may_fetch(claimed, claim) else None
    work(run_id)
    address.refresh_from_db()
    return address.runs.order_by("-pk").first() if run_id else None


def work(run_id: int | None) -> None:
    """Check or import a run, and whatever it wakes, as workers do."""
    while run_id is not None:
        run_id = run_import(run_id)
