"""So many searches per minute and client, exact across processes.

Not DRF's throttles: these read, then write, so that concurrent requests slip through.
"""

import logging
import math
import time
from collections.abc import Callable
from functools import cache, wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from limits import RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import ConnectionPool, RedisError

from shop_search.middleware import page, problem
from shop_search.stores import ONCE_MORE

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]

# Search must not depend on Redis: an answer that takes longer counts as none.
REDIS_TIMEOUT = 0.5


def limit_searches(view: View) -> View:
    """A decorator for a view: SHOP_SEARCHES_PER_MINUTE, then 429 with Retry-After."""

    @wraps(view)
    def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        wait = seconds_to_wait(client_address(request))
        return too_many(request, wait) if wait else view(request, *args, **kwargs)

    return limited


def client_address(request: HttpRequest) -> str:
    """The address that our own proxies saw, SHOP_TRUSTED_PROXIES of them.

    Each proxy appends whom it saw to X-Forwarded-For, so that only the last entries are true;
    whatever a client sends itself stands before these.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    seen = [part.strip() for part in forwarded.split(",") if part.strip()]
    trusted: int = settings.SHOP_TRUSTED_PROXIES
    if trusted and len(seen) >= trusted:
        return seen[-trusted]
    return address


def seconds_to_wait(client: str) -> int:
    """0 when this search may go ahead; it then counts. Lets through while Redis is down."""
    allowed = RateLimitItemPerMinute(settings.SHOP_SEARCHES_PER_MINUTE)
    limiter = _limiter(settings.SHOP_CACHE_URL)
    try:
        if limiter.hit(allowed, "search", client):
            return 0
        reset = limiter.get_window_stats(allowed, "search", client).reset_time
    except RedisError as error:
        logger.warning("The search limit is not applied: %s", error)
        return 0
    return max(1, math.ceil(reset - time.time()))


@cache
def _limiter(url: str) -> MovingWindowRateLimiter:
    pool = ConnectionPool.from_url(
        url,
        socket_connect_timeout=REDIS_TIMEOUT,
        socket_timeout=REDIS_TIMEOUT,
        retry=ONCE_MORE,
    )
    storage = RedisStorage(url, connection_pool=pool, key_prefix="shop-limit")
    return MovingWindowRateLimiter(storage)


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    detail = f"Only {settings.SHOP_SEARCHES_PER_MINUTE} searches a minute are answered."
    answer = problem if request.path.startswith("/api/") else page
    return answer(
        status=429,
        title="Too many searches",
        detail=f"{detail} Please wait {wait} seconds.",
        retry_after=wait,
    )
