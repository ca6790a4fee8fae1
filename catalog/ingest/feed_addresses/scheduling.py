"""What became of a fetch, and when the next one is due."""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from catalog.ingest.feed_addresses.errors import FeedFetchError
from catalog.models import FeedAddress, FeedAddressState
from catalog.models.work import Claim
from catalog.remote.validators import Validators

# After a failure that may be over soon; four times as long after each further one.
FIRST_BACKOFF: Final = timedelta(minutes=5)
# However rarely the feed is fetched otherwise.
MAX_BACKOFF: Final = timedelta(days=1)
# Until its import has ended, a feed is not fetched again. So they never pile up.
BUSY_DELAY: Final = timedelta(minutes=5)
# Before an address is given up, also if the shop itself was down for most of the days.
MIN_FAILURES: Final = 5


def note_unchanged(address: FeedAddress, claim: Claim, validators: Validators | None) -> None:
    """Note that the feed is the one that was fetched before. None: the server has said so."""
    known = {} if validators is None else _known(validators)
    _write(address, claim, address.interval, **SUCCESS, fetched_at=timezone.now(), **known)


def note_changed(address: FeedAddress, sha256: str, validators: Validators) -> None:
    """Note on the locked row that the feed has changed and will be imported."""
    now = timezone.now()
    content = {"sha256": sha256, "fetched_at": now, "changed_at": now}
    address.schedule(address.interval, **SUCCESS, **content, **_known(validators))
    address.save()


def note_failure(address: FeedAddress, claim: Claim, error: FeedFetchError) -> None:
    failures = address.failures + 1
    since = address.failing_since or timezone.now()
    given_up = _gives_up(address, failures)
    _write(
        address,
        claim,
        retry_delay(address, failures, error),
        reason=str(error),
        failures=failures,
        failing_since=since,
        state=FeedAddressState.FAILED if given_up else FeedAddressState.PENDING,
    )


def postpone(address: FeedAddress, claim: Claim) -> None:
    _write(address, claim, BUSY_DELAY)


def retry_delay(address: FeedAddress, failures: int, error: FeedFetchError) -> timedelta:
    longest = min(address.interval, MAX_BACKOFF)
    backoff = longest if error.is_lasting else FIRST_BACKOFF * 4 ** min(failures - 1, 10)
    return max(min(backoff, longest), error.retry_after)


SUCCESS: Final[dict[str, Any]] = {"reason": "", "failures": 0, "failing_since": None}


def _known(validators: Validators) -> dict[str, str]:
    return {"etag": validators.etag, "last_modified": validators.last_modified}


def _gives_up(address: FeedAddress, failures: int) -> bool:
    if address.failing_since is None or failures < MIN_FAILURES:
        return False
    return timezone.now() - address.failing_since >= timedelta(days=settings.SHOP_FEED_DAYS)


def _write(address: FeedAddress, claim: Claim, delay: timedelta, **outcome: Any) -> None:
    """Write the outcome, unless the address was paused, changed or claimed again meanwhile."""
    due = {"attempts": 0, "due_at": timezone.now() + delay}
    FeedAddress.objects.held(claim).filter(pk=address.pk).update(**due, **outcome)
