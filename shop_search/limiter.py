"""Counts requests of the last minute: exactly and across processes by Redis, and by each process
alone while Redis is down.

DRF's throttles read and then write, so that concurrent requests slip through.
"""

import logging
import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from limits import RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import ConnectionPool, RedisError

from shop_search.local_windows import LocalWindows
from shop_search.server_checks import RETRY_ONCE

logger = logging.getLogger(__name__)

# Seconds. Searches must not depend on Redis: after a timeout each process counts by itself for
# PAUSE seconds, so that a silent Redis does not delay each of them.
REDIS_TIMEOUT = 0.5
PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests a minute of one client, or of one key, are answered."""

    policy: str
    client: str
    per_minute: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What is left of a quota after a request, and the seconds until more of it is free."""

    quota: Quota
    is_allowed: bool
    remaining: int
    seconds: int


def used(quotas: Iterable[Quota], cost: int = 1) -> tuple[Usage, ...]:
    """Count `cost` requests in each quota. The first that is used up refuses, and is the last."""
    return tuple(_until_refused(quotas, cost))


def _until_refused(quotas: Iterable[Quota], cost: int) -> Iterator[Usage]:
    for quota in quotas:
        usage = _use(quota, cost)
        yield usage
        if not usage.is_allowed:
            return


def _use(quota: Quota, cost: int) -> Usage:
    limiter = _limiter(settings.SHOP_CACHE_URL)
    if time.monotonic() >= limiter.paused_until:
        try:
            return limiter.use(quota, cost)
        except RedisError as error:
            logger.warning("Requests are counted by this process alone for %g s: %s", PAUSE, error)
            limiter.paused_until = time.monotonic() + PAUSE
    counted = _local.use((quota.policy, quota.client), quota.per_minute, cost)
    return Usage(quota, counted.is_allowed, counted.remaining, counted.seconds)


class _Limiter:
    def __init__(self, url: str) -> None:
        pool = ConnectionPool.from_url(
            url,
            socket_connect_timeout=REDIS_TIMEOUT,
            socket_timeout=REDIS_TIMEOUT,
            retry=RETRY_ONCE,
        )
        storage = RedisStorage(url, connection_pool=pool, key_prefix="shop-limit")
        self._window = MovingWindowRateLimiter(storage)
        self.paused_until = 0.0

    def use(self, quota: Quota, cost: int) -> Usage:
        """Raises RedisError."""
        limit = RateLimitItemPerMinute(quota.per_minute)
        is_allowed = self._window.hit(limit, quota.policy, quota.client, cost=cost)
        stats = self._window.get_window_stats(limit, quota.policy, quota.client)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        return Usage(quota, is_allowed, max(0, stats.remaining), seconds)


_limiter = cache(_Limiter)
_local = LocalWindows()
