"""How often a password may be tried, exact across processes.

Not django-axes: it reads, then writes, so that concurrent guesses slip through; it has one limit
for all it counts by; and it keeps addresses and names in the database (docs/lab-notes/sign-in.md).
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

from shop_search.rate_limit import client_address
from shop_search.sign_in.known_browser import browser_id
from shop_search.stores import ONCE_MORE

logger = logging.getLogger(__name__)

# Somebody who forgot a password tries a few; the others bound guessing at many accounts from one
# address, and at one account from many addresses.
PER_ADDRESS_AND_ACCOUNT = RateLimitItemPerMinute(5, 15)
PER_ADDRESS = RateLimitItemPerHour(50)
PER_ACCOUNT = RateLimitItemPerHour(50)
# Its only limit, so that strangers who use up the others keep nobody out who was here before.
PER_KNOWN_BROWSER = RateLimitItemPerMinute(10, 15)
REDIS_TIMEOUT = 0.5

Counter = tuple[RateLimitItem, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    # A digest: whatever is typed there, Redis is told nobody's name.
    account: str
    # As client_address says; "" where there is none.
    address: str
    # The id of a browser that has signed in to this account before, else "".
    browser: str = ""

    @classmethod
    def of(cls, request: HttpRequest, name: str) -> "Attempt":
        # Letters of another case or width may be a miss, but are no new account to guess at.
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
    """0 when the password may be looked at; the attempt then counts, right or wrong.

    Counted before, not after, so that of many at once no more than allowed pass.
    """
    try:
        return _wait(_shared(settings.SHOP_CACHE_URL), attempt)
    except RedisError as error:
        logger.warning("Sign-ins are counted by this process alone: %s", error)
        return _wait(_own(), attempt)


def forget(attempt: Attempt) -> None:
    """After a right password. Those of the address and of the account as a whole stay counted: one
    account of an attacker's own must not buy guesses at others."""
    limit, names = next(attempt.counters())
    try:
        _shared(settings.SHOP_CACHE_URL).clear(limit, *names)
    except RedisError:
        _own().clear(limit, *names)


def _wait(limiter: MovingWindowRateLimiter, attempt: Attempt) -> int:
    for limit, names in attempt.counters():
        if not limiter.hit(limit, *names):
            logger.warning("Too many attempts to sign in, counted by %s", names[0])
            reset = limiter.get_window_stats(limit, *names).reset_time
            return max(1, math.ceil(reset - time.time()))
    return 0


@cache
def _shared(url: str) -> MovingWindowRateLimiter:
    pool = ConnectionPool.from_url(
        url,
        socket_connect_timeout=REDIS_TIMEOUT,
        socket_timeout=REDIS_TIMEOUT,
        retry=ONCE_MORE,
    )
    storage = RedisStorage(url, connection_pool=pool, key_prefix="shop-sign-in")
    return MovingWindowRateLimiter(storage)


@cache
def _own() -> MovingWindowRateLimiter:
    """In this process' memory, while Redis is away: searches go on unlimited then, guesses not."""
    return MovingWindowRateLimiter(MemoryStorage())
