"""Requests are counted by key, or by address without one: exactly, and also while Redis is away."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from catalog.models import ApiKey
from tests.api.conftest import refused
from tests.api.keys.conftest import MakeKey, get, with_key
from tests.responses import ClientResponse

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ANONYMOUS = 4


def found(request: HttpRequest) -> HttpResponse:
    return HttpResponse("found")


urlpatterns = [path("api/v1/searches/", found), path("search/", found)]
small_site = pytest.mark.urls(__name__)
SEARCH = "/api/v1/searches/"


@pytest.fixture(autouse=True)
def counted(settings: Settings) -> Iterator[None]:
    settings.SHOP_SEARCHES_PER_MINUTE = ANONYMOUS
    with redis.Redis.from_url(settings.SHOP_CACHE_URL) as client:
        client.flushdb()
        yield
        client.flushdb()


def from_address(address: str, key: str = "") -> ClientResponse:
    return Client(REMOTE_ADDR=address).get(SEARCH, headers=with_key(key))


def statuses(number: int, key: str = "", path: str = SEARCH) -> list[int]:
    return [get(path, key).status_code for _ in range(number)]


@small_site
def test_a_key_has_its_own_limit_and_the_address_keeps_its_own(secret: MakeKey) -> None:
    key = secret("search", requests_per_minute=6)
    assert statuses(7, key) == [200] * 6 + [429]
    assert statuses(5) == [200] * ANONYMOUS + [429]


@small_site
def test_the_clients_of_a_key_do_not_share_the_limit_of_a_carriers_address(
    publishable: MakeKey,
) -> None:
    assert statuses(ANONYMOUS + 1)[-1] == 429
    assert statuses(20, publishable()) == [200] * 20


@small_site
def test_one_address_cannot_use_up_a_publishable_key(publishable: MakeKey) -> None:
    key = publishable(requests_per_minute=5, address_requests_per_minute=3)
    assert [from_address("192.0.2.1", key).status_code for _ in range(9)] == [200] * 3 + [429] * 6
    assert [from_address("192.0.2.2", key).status_code for _ in range(3)] == [200, 200, 429]


@small_site
def test_addresses_are_counted_apart_for_each_key(publishable: MakeKey) -> None:
    first, second = (publishable(address_requests_per_minute=2) for _ in range(2))
    assert statuses(3, first) == [200, 200, 429]
    assert statuses(2, second) == [200, 200]


@small_site
@pytest.mark.django_db(transaction=True)
def test_the_limit_of_a_key_is_exact_for_concurrent_requests(secret: MakeKey) -> None:
    key = secret("search", requests_per_minute=20)

    def status(_: int) -> int:
        try:
            return get(SEARCH, key).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(status, range(100)))
    assert answers == {200: 20, 429: 80}


@small_site
def test_an_answer_tells_what_is_left(secret: MakeKey) -> None:
    key = secret("search", requests_per_minute=2)
    first, second, third = (get(SEARCH, key) for _ in range(3))
    assert first["RateLimit-Policy"] == '"key";q=2;w=60'
    assert first["RateLimit"] in {'"key";r=1;t=60', '"key";r=1;t=59'}
    assert second["RateLimit"].startswith('"key";r=0;t=')
    assert third["RateLimit"].startswith('"key";r=0;t=')
    assert third["Retry-After"] == third["RateLimit"].rpartition("t=")[2]
    assert "Only 2 requests a minute of this key" in refused(third, 429)["detail"]


@small_site
def test_an_answer_to_a_publishable_key_tells_both_its_limits(publishable: MakeKey) -> None:
    key = publishable(requests_per_minute=9, address_requests_per_minute=3)
    answer = get(SEARCH, key)
    assert answer["RateLimit-Policy"] == '"address";q=3;w=60, "key";q=9;w=60'
    assert answer["RateLimit"] == '"address";r=2;t=60, "key";r=8;t=60'


@small_site
def test_an_answer_without_a_key_tells_the_limit_of_the_address() -> None:
    assert get(SEARCH)["RateLimit-Policy"] == f'"searches";q={ANONYMOUS};w=60'
    assert get(SEARCH)["RateLimit"].startswith('"searches";r=2;t=')
    assert "RateLimit" not in get("/search/")


def test_wrong_keys_are_counted_by_address(publishable: MakeKey) -> None:
    publishable()
    answers = [get(key="pk_" + "a" * 43).status_code for _ in range(ANONYMOUS + 1)]
    assert answers == [401] * ANONYMOUS + [429]


@small_site
def test_a_revoked_key_saves_nobody_from_the_limit_of_the_address(publishable: MakeKey) -> None:
    key = publishable()
    ApiKey.objects.all().revoke()
    assert statuses(ANONYMOUS + 1, key)[-1] == 429


@small_site
def test_forged_forwarded_addresses_do_not_escape_the_limit_of_a_key(publishable: MakeKey) -> None:
    key = publishable(address_requests_per_minute=2)
    answers = [
        get(SEARCH, key, **{"X-Forwarded-For": f"198.51.100.{n}"}).status_code for n in range(3)
    ]
    assert answers == [200, 200, 429]


@small_site
def test_a_key_that_cannot_be_looked_up_is_503(
    publishable: MakeKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(request: HttpRequest) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("shop_search.rate_limit.presented", away)
    answer = get(SEARCH, publishable())
    refused(answer, 503)
    assert int(answer["Retry-After"]) > 0
