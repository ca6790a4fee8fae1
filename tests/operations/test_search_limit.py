"""SHOP_SEARCHES_PER_MINUTE holds exactly, per client, and never depends on Redis."""

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


def ask(path: str = "/search/", **headers: str) -> ClientResponse:
    return Client(**headers).get(path)  # type: ignore[arg-type]  # the stubs know no META


def use_up(**headers: str) -> None:
    for _ in range(LIMIT):
        assert ask(**headers).status_code == 200


@pytest.mark.slow
@small_site
def test_of_a_hundred_at_once_exactly_the_allowed_pass() -> None:
    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(lambda _: ask().status_code, range(100)))
    assert Counter(answers) == {200: LIMIT, 429: 100 - LIMIT}


@small_site
def test_a_refused_page_says_when_to_come_back() -> None:
    use_up()
    response = ask()
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60


@small_site
def test_a_refused_app_gets_a_problem_document() -> None:
    use_up()
    assert ask("/api/v1/searches/")["Content-Type"] == "application/problem+json"


@small_site
def test_other_clients_are_not_affected() -> None:
    use_up()
    assert ask(REMOTE_ADDR="203.0.113.9").status_code == 200


@small_site
def test_a_network_of_one_customer_is_one_client() -> None:
    use_up(REMOTE_ADDR="2001:db8:1:2::1")
    assert ask(REMOTE_ADDR="2001:db8:1:2:a:b:c:d").status_code == 429
    assert ask(REMOTE_ADDR="2001:db8:1:3::1").status_code == 200


@small_site
def test_a_forged_forwarded_for_stays_in_the_same_bucket() -> None:
    use_up()
    assert ask(HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429


@small_site
def test_behind_a_proxy_clients_are_told_apart(settings: Settings) -> None:
    settings.SHOP_TRUSTED_PROXIES = 1
    use_up(HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert ask(HTTP_X_FORWARDED_FOR="203.0.113.10").status_code == 200


@small_site
def test_behind_a_proxy_a_forged_entry_changes_nothing(settings: Settings) -> None:
    settings.SHOP_TRUSTED_PROXIES = 1
    use_up(HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert ask(HTTP_X_FORWARDED_FOR="198.51.100.7, 203.0.113.9").status_code == 429


@small_site
def test_searches_pass_quickly_while_redis_is_down(settings: Settings) -> None:
    settings.SHOP_CACHE_URL = "redis://127.0.0.1:1/1"
    began = time.monotonic()
    assert ask().status_code == 200
    assert time.monotonic() - began < 1


# Names of views that may be asked without limit. A new view is limited until it is named here too.
UNLIMITED = {"livez", "readyz", "web:media", "web:query_photo"}
UUID = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"


def views(resolver: URLResolver, names: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each with its name and an address that leads to it."""
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
    return re.sub(r"<uuid:\w+>", UUID, re.sub(r"<int:\w+>", "1", route))


@pytest.mark.slow
@pytest.mark.django_db
def test_no_view_is_unlimited_but_those_that_cost_little() -> None:
    site = {name: f"/{url}" for name, url in views(get_resolver()) if not name.startswith("admin:")}
    assert {"web:home", "web:product", "api:product", "api:schema", *UNLIMITED} <= site.keys()
    for _ in range(LIMIT):
        ask("/search/")
    answers = {name: ask(url).status_code for name, url in site.items()}
    assert {name for name, status in answers.items() if status != 429} == UNLIMITED


@pytest.mark.django_db
def test_whoever_manages_the_shop_is_not_limited_by_its_searches() -> None:
    for _ in range(LIMIT + 1):
        assert ask("/admin/login/").status_code == 200
