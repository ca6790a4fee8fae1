"""Limits attempts to sign in. The limits are exact, also across processes.

django-axes was compared (docs/lab-notes/sign-in.md): it reads and then writes, so that concurrent
guesses slip through; it has a single limit; and it stores addresses and user names.
"""

import hashlib
import logging
import math
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import ConnectionPool, RedisError

from shop_search.client_address import client_address
from shop_search.server_checks import RETRY_ONCE
from shop_search.sign_in.known_browser import browser_id

logger = logging.getLogger(__name__)

# The first is for a user who has forgotten the password. The others bound guessing at many accounts
# from one address, and at one account from many addresses.
PER_ADDRESS_AND_ACCOUNT = RateLimitItemPerMinute(5, 15)
PER_ADDRESS = RateLimitItemPerHour(50)
PER_ACCOUNT = RateLimitItemPerHour(50)
# The only limit of a known browser, so that others cannot lock it out.
PER_KNOWN_BROWSER = RateLimitItemPerMinute(10, 15)
REDIS_TIMEOUT = 0.5  # seconds

Counter = tuple[RateLimitItem, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    # A digest, so that Redis stores no names.
    account: str
    # See client_address(); may be empty.
    address: str
    # Id of a browser that has signed in to this account before, else empty.
    browser: str = ""

    @classmethod
    def of(cls, request: HttpRequest, name: str) -> "Attempt":
        # Variants in case or width must not count as other accounts.
        plain = unicodedata.normalize("NFKC", name).strip().casefold()
        account = hashlib.sha256(plain.encode(errors="replace")).hexdigest()[:32]
        browser = browser_id(request, account)
        return cls(account=account, address=client_address(request), browser=browser)

    def counters(self) -> Iterator[Counter]:
        if self.browser:
            yield PER_KNOWN_BROWSER, ("browser", self.browser)
            return
        if self.address:
            yield PER_ADDRESS_AND_ACCOUNT, ("address and account", self.address, self.account)
            yield PER_ADDRESS, ("address", self.address)
        yield PER_ACCOUNT, ("account", self.account)


def seconds_to_wait(attempt: Attempt) -> int:
    """Count the attempt. Return the seconds to wait, 0 if its password may be checked now.

    Every attempt counts, right or wrong. Counting before the check bounds concurrent attempts.
    """
    try:
        return _wait(_redis_limiter(settings.SHOP_CACHE_URL), attempt)
    except RedisError as error:
        logger.warning("Sign-ins are counted by this process alone: %s", error)
        return _wait(_local_limiter(), attempt)


def reset(attempt: Attempt) -> None:
    """Reset the first counter of the attempt. Call this after a correct password.

    If all were reset, an attacker with an account could reset the counter of an address.
    """
    limit, names = next(attempt.counters())
    try:
        _redis_limiter(settings.SHOP_CACHE_URL).clear(limit, *names)
    except RedisError:
        _local_limiter().clear(limit, *names)


def _wait(limiter: MovingWindowRateLimiter, attempt: Attempt) -> int:
    for limit, names in attempt.counters():
        if not limiter.hit(limit, *names):
            logger.warning("Too many attempts to sign in, counted by %s", names[0])
            reset = limiter.get_window_stats(limit, *names).reset_time
            return max(1, math.ceil(reset - time.time()))
    return 0


@cache
def _redis_limiter(url: str) -> MovingWindowRateLimiter:
    pool = ConnectionPool.from_url(
        url,
        socket_connect_timeout=REDIS_TIMEOUT,
        socket_timeout=REDIS_TIMEOUT,
        retry=RETRY_ONCE,
    )
    storage = RedisStorage(url, connection_pool=pool, key_prefix="shop-sign-in")
    return MovingWindowRateLimiter(storage)


@cache
def _local_limiter() -> MovingWindowRateLimiter:
    """Return the fallback while Redis is down, whose limits are per process."""
    return MovingWindowRateLimiter(MemoryStorage())
