"""SHOP_SEARCHES_PER_MINUTE holds exactly, per client, and never depends on Redis."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from pytest_django import Settings

from shop_search.rate_limit import limit_searches

LIMIT = 20


@limit_searches
def search(request: HttpRequest) -> HttpResponse:
    return HttpResponse("found")


@pytest.fixture(autouse=True)
def limited(settings: Settings) -> Iterator[None]:
    settings.SHOP_SEARCHES_PER_MINUTE = LIMIT
    with redis.Redis.from_url(settings.SHOP_CACHE_URL) as client:
        client.flushdb()
        yield
        client.flushdb()


def ask(path: str = "/search/", **headers: str) -> HttpResponseBase:
    request = RequestFactory().get(path)
    request.META.update(headers)
    return search(request)


def use_up(**headers: str) -> None:
    for _ in range(LIMIT):
        assert ask(**headers).status_code == 200


def test_of_a_hundred_at_once_exactly_the_allowed_pass() -> None:
    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(lambda _: ask().status_code, range(100)))
    assert Counter(answers) == {200: LIMIT, 429: 100 - LIMIT}


def test_a_refused_page_says_when_to_come_back() -> None:
    use_up()
    response = ask()
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60


def test_a_refused_app_gets_a_problem_document() -> None:
    use_up()
    assert ask("/api/v1/searches/")["Content-Type"] == "application/problem+json"


def test_other_clients_are_not_affected() -> None:
    use_up()
    assert ask(REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_forged_forwarded_for_stays_in_the_same_bucket() -> None:
    use_up()
    assert ask(HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429


def test_behind_a_proxy_clients_are_told_apart(settings: Settings) -> None:
    settings.SHOP_TRUSTED_PROXIES = 1
    use_up(HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert ask(HTTP_X_FORWARDED_FOR="203.0.113.10").status_code == 200


def test_behind_a_proxy_a_forged_entry_changes_nothing(settings: Settings) -> None:
    settings.SHOP_TRUSTED_PROXIES = 1
    use_up(HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert ask(HTTP_X_FORWARDED_FOR="198.51.100.7, 203.0.113.9").status_code == 429


def test_searches_pass_quickly_while_redis_is_down(settings: Settings) -> None:
    settings.SHOP_CACHE_URL = "redis://127.0.0.1:1/1"
    began = time.monotonic()
    assert ask().status_code == 200
    assert time.monotonic() - began < 1
