"""So many searches per minute and client, exact across processes.

Not DRF's throttles: these read, then write, so that concurrent requests slip through.
"""

import logging
import math
import time
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from limits import RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import ConnectionPool, RedisError

from shop_search.middleware import GetResponse, page, problem
from shop_search.stores import ONCE_MORE

logger = logging.getLogger(__name__)

# Seconds. Search must not depend on Redis: an answer that takes longer counts as none, and then
# nobody asks for a while, or a silent Redis would cost each search so much.
REDIS_TIMEOUT = 0.5
PAUSE = 5.0
# How one IPv4 address reaches a server that has IPv6 only (RFC 6052).
NAT64 = ip_network("64:ff9b::/96")
# The longest address with a zone and a port, and some.
MAX_ADDRESS = 80

# By the names of their addresses. Whatever is not here is limited: most pages search, and one that
# is added later may.
UNLIMITED = {
    "livez": "asks nobody",
    "readyz": "must answer load balancers and alarms whatever happens",
    "web:media": "one file; a page of results shows dozens",
    "web:query_photo": "one row and one file",
}
UNLIMITED_NAMESPACES = {"admin": "for those who have signed in"}


class SearchLimit:
    """SHOP_SEARCHES_PER_MINUTE, then 429 with Retry-After, before a body is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        if is_unlimited(request):
            return None
        wait = seconds_to_wait(client_address(request))
        return too_many(request, wait) if wait else None


def is_unlimited(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is not None and (
        found.view_name in UNLIMITED or not UNLIMITED_NAMESPACES.keys().isdisjoint(found.namespaces)
    )


def client_address(request: HttpRequest) -> str:
    """Who asks, as the limits count: an IPv4 address, or the network of 64 bits of an IPv6 address,
    which is the least that a customer of a provider has. Empty behind a socket without addresses.

    It is the one that our own proxies saw, SHOP_TRUSTED_PROXIES of them. Each appends whom it saw
    to X-Forwarded-For, so that only the last entries are true; whatever a client sends itself
    stands before these. An entry that is no address is as good as none.
    """
    seen = _parsed(_forwarded(request)) or _parsed(request.META.get("REMOTE_ADDR", ""))
    return _counted(seen) if seen else ""


def _forwarded(request: HttpRequest) -> str:
    header: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    entries = [entry for part in header.split(",") if (entry := part.strip())]
    trusted: int = settings.SHOP_TRUSTED_PROXIES
    return entries[-trusted] if trusted and len(entries) >= trusted else ""


def _parsed(entry: str) -> IPv4Address | IPv6Address | None:
    """Some proxies add the port: 192.0.2.1:80, [2001:db8::1]:80."""
    host = entry if len(entry) <= MAX_ADDRESS else ""
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        # The zone is a name of ours for the link that it came by.
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _counted(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv6Address):
        embedded = address.ipv4_mapped
        if address in NAT64:
            embedded = IPv4Address(address.packed[-4:])
        return str(embedded or ip_network((address, 64), strict=False).network_address)
    return str(address)


def seconds_to_wait(client: str) -> int:
    """0 when this search may go ahead; it then counts. Lets through while Redis is down."""
    limiter = _limiter(settings.SHOP_CACHE_URL)
    if time.monotonic() < limiter.paused_until:
        return 0
    try:
        return limiter.wait(client)
    except RedisError as error:
        logger.warning("The search limit is not applied for %g seconds: %s", PAUSE, error)
        limiter.paused_until = time.monotonic() + PAUSE
        return 0


class _Limiter:
    def __init__(self, url: str) -> None:
        pool = ConnectionPool.from_url(
            url,
            socket_connect_timeout=REDIS_TIMEOUT,
            socket_timeout=REDIS_TIMEOUT,
            retry=ONCE_MORE,
        )
        storage = RedisStorage(url, connection_pool=pool, key_prefix="shop-limit")
        self._window = MovingWindowRateLimiter(storage)
        self.paused_until = 0.0

    def wait(self, client: str) -> int:
        """Seconds. Raises RedisError."""
        allowed = RateLimitItemPerMinute(settings.SHOP_SEARCHES_PER_MINUTE)
        if self._window.hit(allowed, "search", client):
            return 0
        reset = self._window.get_window_stats(allowed, "search", client).reset_time
        return max(1, math.ceil(reset - time.time()))


_limiter = cache(_Limiter)


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    detail = f"Only {settings.SHOP_SEARCHES_PER_MINUTE} searches a minute are answered."
    answer = problem if request.path.startswith("/api/") else page
    return answer(
        status=429,
        title="Too many searches",
        detail=f"{detail} Please wait {wait} seconds.",
        retry_after=wait,
    )
