"""Limits requests per minute and client. The limits are exact, also across processes.

DRF's throttles read and then write, so that concurrent requests slip through.
"""

import logging
import math
import time
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop, ngettext
from limits import RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import ConnectionPool, RedisError

from shop_search.middleware import GetResponse, page, problem
from shop_search.server_checks import RETRY_ONCE

logger = logging.getLogger(__name__)

# Seconds. Searches must not depend on Redis: after a timeout they pass unlimited for PAUSE seconds,
# so that a silent Redis does not delay each of them.
REDIS_TIMEOUT = 0.5
PAUSE = 5.0
# Addresses of IPv4 clients at a server that has only IPv6 (RFC 6052).
NAT64 = ip_network("64:ff9b::/96")
# Characters: more than the longest address with a zone and a port.
MAX_ADDRESS = 80

# URL names of views without a limit. All others have one: most of them search, and new views may.
UNLIMITED = {
    "livez": "needs no other service",
    "readyz": "must always answer load balancers and alarms",
    "web:impressions": "a signature and a dictionary; a page sends several while a shopper scrolls",
    "web:media": "one file; a page of results shows dozens",
    "web:query_photo": "one row and one file",
}
UNLIMITED_NAMESPACES = {"admin": "for users who have signed in"}


@dataclass(frozen=True, slots=True)
class Pace:
    """What is counted together, and the setting that says how many of it a minute may have."""

    counted: str
    setting: str

    @property
    def per_minute(self) -> int:
        return int(getattr(settings, self.setting))


SEARCHES = Pace(gettext_noop("searches"), "SHOP_SEARCHES_PER_MINUTE")
# URL names of views that are counted apart from searches.
OWN_PACE = {
    # Several of them for each search.
    "web:suggest": Pace(gettext_noop("suggestions"), "SHOP_SUGGESTIONS_PER_MINUTE"),
    # Each makes a server of others work, and a thread wait for it.
    "web:photo_link": Pace(gettext_noop("photos by link"), "SHOP_PHOTO_LINKS_PER_MINUTE"),
}


class SearchLimit:
    """Answers 429 with Retry-After above the limit of a view, before the body is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        if is_unlimited(request):
            return None
        pace = pace_of(request)
        wait = seconds_to_wait(client_address(request), pace)
        return too_many(request, wait, pace) if wait else None


def is_unlimited(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (
        match.view_name in UNLIMITED or not UNLIMITED_NAMESPACES.keys().isdisjoint(match.namespaces)
    )


def pace_of(request: HttpRequest) -> Pace:
    match = request.resolver_match
    own = OWN_PACE.get(match.view_name) if match else None
    # At 0 the view refuses, and says why.
    return own if own and own.per_minute else SEARCHES


def client_address(request: HttpRequest) -> str:
    """Return the address by which limits count a client, or an empty text for a Unix socket.

    It is an IPv4 address, or the /64 network of an IPv6 address, the smallest that providers
    assign to a customer. Each of our SHOP_TRUSTED_PROXIES proxies appends the address of its peer
    to X-Forwarded-For. So only the last entries can be trusted; a client can forge the ones
    before. Entries that are not addresses are ignored.
    """
    address = _parsed(_forwarded(request)) or _parsed(request.META.get("REMOTE_ADDR", ""))
    return _counted(address) if address else ""


def _forwarded(request: HttpRequest) -> str:
    header: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    entries = [entry for part in header.split(",") if (entry := part.strip())]
    trusted: int = settings.SHOP_TRUSTED_PROXIES
    return entries[-trusted] if trusted and len(entries) >= trusted else ""


def _parsed(entry: str) -> IPv4Address | IPv6Address | None:
    """Return the address, or None if the entry is not one.

    Some proxies add a port: 192.0.2.1:80, [2001:db8::1]:80.
    """
    host = entry if len(entry) <= MAX_ADDRESS else ""
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        # The zone names a network interface of this machine, not the client.
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


def seconds_to_wait(client: str, pace: Pace) -> int:
    """Return how many seconds the client has to wait; 0 allows this request, and counts it.

    While Redis is down, all requests are allowed.
    """
    limiter = _limiter(settings.SHOP_CACHE_URL)
    if time.monotonic() < limiter.paused_until:
        return 0
    try:
        return limiter.wait(client, pace)
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
            retry=RETRY_ONCE,
        )
        storage = RedisStorage(url, connection_pool=pool, key_prefix="shop-limit")
        self._window = MovingWindowRateLimiter(storage)
        self.paused_until = 0.0

    def wait(self, client: str, pace: Pace) -> int:
        """Return 0 if it is allowed, else the seconds until it will be. Raises RedisError."""
        allowed = RateLimitItemPerMinute(pace.per_minute)
        if self._window.hit(allowed, pace.counted, client):
            return 0
        reset = self._window.get_window_stats(allowed, pace.counted, client).reset_time
        return max(1, math.ceil(reset - time.time()))


_limiter = cache(_Limiter)


def too_many(request: HttpRequest, wait: int, pace: Pace) -> HttpResponse:
    counted = gettext(pace.counted)
    limit = gettext("Only {limit} {things} a minute are answered.").format(
        limit=pace.per_minute, things=counted
    )
    pause = ngettext("Please wait {count} second.", "Please wait {count} seconds.", wait)
    respond = problem if request.path.startswith("/api/") else page
    return respond(
        status=429,
        title=gettext("Too many {things}").format(things=counted),
        detail=f"{limit} {pause.format(count=wait)}",
        retry_after=wait,
    )
