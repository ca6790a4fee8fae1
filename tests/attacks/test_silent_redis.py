"""A stopped Redis neither answers nor refuses: no request waits for it for long."""

from collections.abc import Iterator
from statistics import median

import pytest
import redis
from django.conf import settings

from shop_search.limiter import REDIS_TIMEOUT
from tests.attacks.running_web import Web, running_web
from tests.attacks.stopped_processes import stopped
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
def test_searches_wait_for_a_silent_redis_only_once(web: Web) -> None:
    first = web.get_all([API, PAGE] * 4)
    then = [reply for _ in range(5) for reply in web.get_all([API, PAGE] * 4)]
    assert {reply.status for reply in first + then} == {200}
    assert max(reply.seconds for reply in first + then) < 5
    # Otherwise each would wait as long as the first.
    assert median(reply.seconds for reply in then) < REDIS_TIMEOUT / 2


@pytest.mark.usefixtures("silent_redis")
def test_readiness_answers_in_time_while_redis_is_silent(web: Web) -> None:
    readiness = web.get("/readyz")
    assert readiness.status == 200
    assert readiness.seconds < 8


def test_search_limit_applies_again_when_redis_is_back(web: Web) -> None:
    until(lambda: web.get(API).status == 429)
