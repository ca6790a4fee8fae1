"""A Redis that is stopped, and so neither answers nor refuses: nothing waits for it for long."""

from collections.abc import Iterator
from statistics import median

import pytest
import redis
from django.conf import settings

from shop_search.rate_limit import REDIS_TIMEOUT
from tests.attacks.running_web import Web, running_web
from tests.attacks.signals import stopped
from tests.operations.test_supervisor import until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

API, PAGE = "/api/v1/products/", "/search/"


@pytest.fixture(scope="module")
def web(django_db_setup: None) -> Iterator[Web]:
    with running_web(SHOP_SEARCHES_PER_MINUTE="100") as web:
        yield web


@pytest.fixture
def silent_redis() -> Iterator[None]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        pid = int(client.info("server")["process_id"])
    with stopped([pid]):
        yield


@pytest.mark.usefixtures("silent_redis")
def test_searches_wait_once_and_then_no_more(web: Web) -> None:
    first = web.answers([API, PAGE] * 4)
    then = [reply for _ in range(5) for reply in web.answers([API, PAGE] * 4)]
    assert {reply.status for reply in first + then} == {200}
    assert max(reply.seconds for reply in first + then) < 5
    # Each would wait as long as the first.
    assert median(reply.seconds for reply in then) < REDIS_TIMEOUT / 2


@pytest.mark.usefixtures("silent_redis")
def test_readiness_is_told_in_time(web: Web) -> None:
    readiness = web.get("/readyz")
    assert readiness.status == 200
    assert readiness.seconds < 8


def test_redis_is_asked_again_when_it_is_back(web: Web) -> None:
    until(lambda: web.get(API).status == 429)
