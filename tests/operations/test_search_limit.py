"""SHOP_SEARCHES_PER_MINUTE is exact per client; searches work without Redis."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from pytest_django import Settings

from tests.responses import ClientResponse

pytestmark = pytest.mark.slow
LIMIT = 20


def search(request: HttpRequest) -> HttpResponse:
    return HttpResponse("found")


urlpatterns = [path("search/", search), path("api/v1/searches/", search)]
small_site = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def limited(settings: Settings) -> Iterator[None]:
    settings.SHOP_SEARCHES_PER_MINUTE = LIMIT
    with redis.Redis.from_url(settings.SHOP_CACHE_URL) as client:
        client.flushdb()
        yield
        client.flushdb()


def get(path: str = "/search/", **headers: str) -> ClientResponse:
    return Client(**headers).get(path)  # type: ignore[arg-type]  # the stubs know no META


def use_up(**headers: str) -> None:
    for _ in range(LIMIT):
        assert get(**headers).status_code == 200


@small_site
def test_search_limit_is_exact_for_concurrent_requests() -> None:
    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(lambda _: get().status_code, range(100)))
    assert Counter(answers) == {200: LIMIT, 429: 100 - LIMIT}


@small_site
def test_limited_page_has_retry_after() -> None:
    use_up()
    response = get()
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60


@small_site
def test_limited_api_request_gets_a_problem_document() -> None:
    use_up()
    assert get("/api/v1/searches/")["Content-Type"] == "application/problem+json"


@small_site
def test_search_limit_does_not_affect_other_clients() -> None:
    use_up()
    assert get(REMOTE_ADDR="203.0.113.9").status_code == 200


@small_site
def test_search_limit_counts_an_ipv6_network_as_one_client() -> None:
    use_up(REMOTE_ADDR="2001:db8:1:2::1")
    assert get(REMOTE_ADDR="2001:db8:1:2:a:b:c:d").status_code == 429
    assert get(REMOTE_ADDR="2001:db8:1:3::1").status_code == 200


@small_site
def test_search_limit_ignores_forwarded_for_without_a_proxy() -> None:
    use_up()
    assert get(HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429


@small_site
def test_search_limit_distinguishes_clients_behind_a_proxy(settings: Settings) -> None:
    settings.SHOP_TRUSTED_PROXIES = 1
    use_up(HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert get(HTTP_X_FORWARDED_FOR="203.0.113.10").status_code == 200


@small_site
def test_search_limit_ignores_forged_entries_behind_a_proxy(settings: Settings) -> None:
    settings.SHOP_TRUSTED_PROXIES = 1
    use_up(HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert get(HTTP_X_FORWARDED_FOR="198.51.100.7, 203.0.113.9").status_code == 429


@small_site
def test_searches_pass_without_delay_while_redis_is_down(settings: Settings) -> None:
    settings.SHOP_CACHE_URL = "redis://127.0.0.1:1/1"
    began = time.monotonic()
    assert get().status_code == 200
    assert time.monotonic() - began < 1


# URL names without a limit. A new view is limited unless it is exempted here too.
UNLIMITED = {"livez", "readyz", "web:home", "web:impressions", "web:media", "web:query_photo"}
OWN_PACE = {
    "web:suggest": "/suggest/?q=x",
    "api:suggest": "/api/v1/suggest/?q=x",
    "web:photo_link": "/search/link/",
}
UUID = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"


def views(resolver: URLResolver, names: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield the name of every view, with a path that leads to the view."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join([*names, pattern.name or ""]), example(pattern)
        else:
            namespace = (pattern.namespace,) if pattern.namespace else ()
            inner = views(pattern, (*names, *namespace))
            yield from ((name, example(pattern) + rest) for name, rest in inner)


def example(pattern: URLPattern | URLResolver) -> str:
    route = str(pattern.pattern).removeprefix("^")
    route = re.sub(r"\(\?P<path>.*", "photos/none.jpg", route)
    route = re.sub(r"<(?:slug|category|str):\w+>", "x", re.sub(r"<int:\w+>", "1", route))
    return re.sub(r"<(?:any_case_)?uuid:\w+>", UUID, route)


@pytest.mark.django_db
def test_all_views_but_the_exempt_ones_are_limited() -> None:
    site = {name: f"/{url}" for name, url in views(get_resolver()) if not name.startswith("admin:")}
    assert {"web:product", "api:product", "api:schema", *UNLIMITED} <= site.keys()
    for _ in range(LIMIT):
        get("/search/")
    answers = {name: get(url).status_code for name, url in site.items()}
    answered = {name for name, status in answers.items() if status != 429}
    assert answered == UNLIMITED | OWN_PACE.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("address", OWN_PACE.values(), ids=OWN_PACE)
def test_views_with_a_pace_of_their_own_are_limited_apart(address: str, settings: Settings) -> None:
    settings.SHOP_SUGGESTIONS_PER_MINUTE = settings.SHOP_PHOTO_LINKS_PER_MINUTE = 2
    answers = [get(address).status_code for _ in range(3)]
    assert 429 not in answers[:2]
    assert answers[2] == 429
    assert get().status_code == 200


@pytest.mark.django_db
def test_admin_is_not_limited() -> None:
    for _ in range(LIMIT + 1):
        assert get("/admin/login/").status_code == 200
