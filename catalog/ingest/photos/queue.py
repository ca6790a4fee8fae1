"""Photos that wait to be fetched: hosts are claimed from merchants in turn, then visited."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from catalog.ingest.photos.downloads import downloads
from catalog.ingest.photos.visit import LEASE, MAX_PHOTOS, Visit
from catalog.models import Photo, PhotoHost
from catalog.models.work import Claim
from catalog.remote.photo_fetching import FetchPolicy

# Claimed together; few, so that no merchant gets more than its share of threads.
_HOSTS: Final = 2
# When nothing has ended for this long, the other kinds of work go on.
_STALLED: Final = 0.3  # seconds


def fetch_due_photos(
    *,
    seconds: float,
    policy: FetchPolicy | None = None,
    on_end: Callable[[], None] = lambda: None,
) -> bool:
    """Visit the hosts of due photos, for a time. Returns whether it is up, so more may be due.

    Returns earlier when nothing more is due, or all that could be fetched now waits for servers.
    Visits under way end in the background. `on_end` is called by a thread after each: there may be
    room for more, and photos to embed.
    """
    until = time.monotonic() + seconds
    policy = policy or FetchPolicy()
    while time.monotonic() < until:
        visits = _begin_visits(policy)
        for visit in visits:
            downloads.start(visit, on_end)
        if not visits and not downloads.wait_for_change(_STALLED):
            return False
    return True


def _begin_visits(policy: FetchPolicy) -> list[Visit]:
    room = min(_HOSTS, downloads.free_hosts)
    if not room:
        return []
    hosts = PhotoHost.objects.exclude(merchant__in=downloads.full_merchants)
    lease = hosts.claim(room, lease=LEASE)
    visits = [
        Visit(host, lease, claim, deque(Photo.objects.held(claim)), policy)
        for host in PhotoHost.objects.held(lease)
        for claim in [_claim_photos(host)]
    ]
    for visit in visits:
        if not visit.photos:  # they were deleted, or are due later
            visit.end()
    return [visit for visit in visits if visit.photos]


def _claim_photos(host: PhotoHost) -> Claim:
    """Claim new photos of the host, or one whose last attempt failed.

    That goes alone, so that it takes no other photo with it if it kills the worker.
    """
    photos = Photo.objects.filter(host=host)
    claim = photos.filter(attempts=0).claim(MAX_PHOTOS, lease=LEASE)
    return claim if claim.keys else photos.filter(attempts__gt=0).claim(1, lease=LEASE)
