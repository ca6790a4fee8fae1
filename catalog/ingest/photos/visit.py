"""A visit to a host: some of the photos that wait for it, fetched by a few threads at a time."""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Final

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from catalog.ingest.photos.refreshing import refresh
from catalog.models import Photo, PhotoHost, WorkState
from catalog.models.work import Claim
from catalog.remote.photo_fetching import FetchPolicy, PhotoFetchError

logger = logging.getLogger(__name__)

# Concurrent downloads from a host: fast enough for a catalog, and no burden to a small server.
MAX_THREADS: Final = 4
# More would keep the photos of the merchant's other hosts waiting.
MAX_PHOTOS: Final = 32
# Longer than all of them take, if each takes until its deadline.
LEASE: Final = timedelta(minutes=3)
# After a visit without an answer; four times as long after each further one.
FIRST_REST: Final = timedelta(minutes=1)
_GIVEN_UP = (
    "{} did not answer in {} attempts, the last time with: {} Once it works, fetch the failed "
    "photos again."
)


@dataclass(slots=True, eq=False)
class Visit:
    host: PhotoHost
    lease: Claim  # of the host
    claim: Claim  # of the photos
    photos: deque[Photo]
    policy: FetchPolicy
    unanswered: int = 0  # photos in a row that failed because of the host
    last_error: PhotoFetchError | None = None
    threads: int = field(init=False)
    _working: int = field(init=False)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.threads = self._working = min(MAX_THREADS, len(self.photos))

    def work(self, on_end: Callable[[], None]) -> None:
        """Fetch photos until none is left or the host does not answer.

        Call it in `threads` threads. The last of them ends the visit, and then calls `on_end`.
        """
        try:
            while photo := self._next():
                self._note(refresh(photo, self.claim, self.policy))
                # There are more threads than connections in the pool, and a server may be slow.
                connection.close()
        except Exception:
            # Its photos are due again when the lease ends.
            logger.exception("Fetching photos from %s failed", self.host)
        finally:
            with self._lock:
                self._working -= 1
                is_last = not self._working
            self._leave(is_last, on_end)

    @property
    def is_unanswered(self) -> bool:
        return self.unanswered >= min(MAX_THREADS, len(self.claim.keys))

    def _next(self) -> Photo | None:
        with self._lock:
            return self.photos.popleft() if self.photos and not self.is_unanswered else None

    def _note(self, error: PhotoFetchError | None) -> None:
        with self._lock:
            if error and error.blames_host:
                self.unanswered, self.last_error = self.unanswered + 1, error
            else:
                self.unanswered = 0

    def _leave(self, is_last: bool, on_end: Callable[[], None]) -> None:
        try:
            if is_last:
                self.end()
                on_end()
        except Exception:
            logger.exception("A visit to %s could not be ended", self.host)
        finally:
            connection.close()  # returns this thread's connection to the pool

    def end(self) -> None:
        """Release what is left, and say when the host is due again."""
        _release(self.claim, self.photos)
        with transaction.atomic():
            # Waits for photos of this host that are being written: see migration 0022.
            held = PhotoHost.objects.held(self.lease).select_for_update(no_key=True)
            host = held.filter(pk=self.host.pk).first()
            if host is None:
                return
            if self.is_unanswered and self.last_error:
                self._leave_alone(host, self.last_error)
            else:
                host.attempts, host.reason = 0, ""
            _schedule(host)

    def _leave_alone(self, host: PhotoHost, error: PhotoFetchError) -> None:
        host.reason = str(error)
        if host.attempts < PhotoHost.MAX_ATTEMPTS:
            rest = max(FIRST_REST * 4 ** (host.attempts - 1), error.retry_after)
            host.due_at = timezone.now() + rest
        else:
            reason = _GIVEN_UP.format(host.name, host.attempts, host.reason)
            Photo.objects.filter(host=host).give_up(reason=reason)


def _release(claim: Claim, photos: Iterable[Photo]) -> None:
    """Make photos that were not tried due again."""
    held = Photo.objects.held(claim).filter(pk__in=[photo.pk for photo in photos])
    held.update(due_at=timezone.now(), attempts=F("attempts") - 1)


def _schedule(host: PhotoHost) -> None:
    waiting = Photo.objects.filter(host=host).waiting().order_by("due_at")
    next_due = waiting.values_list("due_at", flat=True).first()
    if next_due is None:
        host.state, host.attempts = WorkState.READY, 0
    elif host.attempts:  # it rests
        host.due_at = max(host.due_at, next_due)
    else:
        # Behind the merchant's other hosts that are due.
        host.due_at = max(timezone.now(), next_due)
    host.save(update_fields=["state", "attempts", "due_at", "reason"])
