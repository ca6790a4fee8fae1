"""Limits requests per minute: of a client, or of a key of the API. limiter.py counts them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop, ngettext

from catalog.keys.presented import presented
from catalog.models import ApiKey
from shop_search.client_address import client_address
from shop_search.limiter import Quota, Usage, used
from shop_search.middleware import GetResponse, page, problem, unavailable
from shop_search.rate_limit_headers import add_rate_limit_headers

API = "/api/"
# The policies of keys. Those of clients without a key are called as what they count.
OF_KEY, OF_ADDRESS = "key", "address"
_KEPT_AS: Final = "_usages"

# URL names of views without a limit. All others have one: most of them search, and new views may.
UNLIMITED = {
    "livez": "needs no other service",
    "web:home": "no search: its products are looked up once a minute for everybody",
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
    "api:suggest": Pace(gettext_noop("suggestions"), "SHOP_SUGGESTIONS_PER_MINUTE"),
    # Each makes a server of others work, and a thread wait for it.
    "web:photo_link": Pace(gettext_noop("photos by link"), "SHOP_PHOTO_LINKS_PER_MINUTE"),
}

# What views charge, by the names of catalog/api/charging.py.
CHARGED = {"searches": SEARCHES, "photo_links": OWN_PACE["web:photo_link"]}


class SearchLimit:
    """Answers 429 with Retry-After above a limit, before the body is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        usages: tuple[Usage, ...] = getattr(request, _KEPT_AS, ())
        if usages and request.path.startswith(API):
            add_rate_limit_headers(response, usages)
        return response

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        # Views charge what a request costs beyond itself (catalog/api/charging.py).
        request.charge = partial(_charge, request)  # type: ignore[attr-defined]
        if is_unlimited(request):
            return None
        try:
            usages = used(quotas(request))
        except (OperationalError, InterfaceError):
            return unavailable(request)  # a key cannot be looked up
        setattr(request, _KEPT_AS, usages)
        last = usages[-1]
        return None if last.is_allowed else too_many(request, last)


def _charge(request: HttpRequest, counted: str, cost: int) -> int:
    """Count `cost` requests more, in the quota of a key if there is one. Return seconds to wait."""
    pace = CHARGED[counted]
    if not pace.per_minute:
        return 0
    paid = quotas(request) if pace is SEARCHES else [_of_client(request, pace)]
    last = used(paid, cost)[-1]
    return 0 if last.is_allowed else last.seconds


def _of_client(request: HttpRequest, pace: Pace) -> Quota:
    return Quota(pace.counted, client_address(request), pace.per_minute)


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


def quotas(request: HttpRequest) -> Iterator[Quota]:
    """What a request counts in. Who uses a key does not share the limit of an address with all
    others behind it, as in the network of a mobile carrier. A key that is refused saves nobody.

    Raises OperationalError or InterfaceError.
    """
    found = presented(request) if request.path.startswith(API) else None
    address = client_address(request)
    if found and found.key and not found.refusal:
        yield from _of_key(found.key, address)
    else:
        yield _of_client(request, pace_of(request))


def _of_key(key: ApiKey, address: str) -> Iterator[Quota]:
    if not key.is_secret:
        client = f"{key.pk} {address}"
        yield Quota(OF_ADDRESS, client, key.address_requests_per_minute)
    yield Quota(OF_KEY, str(key.pk), key.requests_per_minute)


def too_many(request: HttpRequest, usage: Usage) -> HttpResponse:
    quota, wait = usage.quota, usage.seconds
    if quota.policy in {OF_KEY, OF_ADDRESS}:
        return problem(status=429, title="", detail=_of_key_detail(usage), retry_after=wait)
    counted = gettext(quota.policy)
    limit = gettext("Only {limit} {things} a minute are answered.").format(
        limit=quota.per_minute, things=counted
    )
    pause = ngettext("Please wait {count} second.", "Please wait {count} seconds.", wait)
    respond = problem if request.path.startswith(API) else page
    return respond(
        status=429,
        title=gettext("Too many {things}").format(things=counted),
        detail=f"{limit} {pause.format(count=wait)}",
        retry_after=wait,
    )


def _of_key_detail(usage: Usage) -> str:
    whose = "this key" if usage.quota.policy == OF_KEY else "this key from one address"
    return (
        f"Only {usage.quota.per_minute} requests a minute of {whose} are answered. Please wait "
        f"{usage.seconds} s; an operator can raise the limit of the key in the admin."
    )
