"""Pages of other sites read answers only if a live publishable key allows their origin."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.keys import origins
from catalog.keys.origins import live_origins
from catalog.models import ApiKey
from tests.api.keys.conftest import SHOP_PAGE, MakeKey, get
from tests.responses import ClientResponse

pytestmark = pytest.mark.django_db
OTHER_PAGE = "https://other.example"
SEARCHES = "/api/v1/searches/"


def preflight(origin: str, path: str = SEARCHES) -> ClientResponse:
    asks = {"Access-Control-Request-Method": "POST", "Origin": origin}
    return Client().options(path, headers=asks)


def cors_headers(response: ClientResponse) -> set[str]:
    return {name for name in response.headers if name.startswith("Access-Control-")}


def test_a_preflight_from_an_allowed_origin_is_answered_without_a_key(publishable: MakeKey) -> None:
    publishable(SHOP_PAGE)
    answer = preflight(SHOP_PAGE)
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == SHOP_PAGE
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert "Authorization" in answer["Access-Control-Allow-Headers"]
    assert answer["Access-Control-Max-Age"] == "600"
    assert "Access-Control-Allow-Credentials" not in answer
    assert "Origin" in answer["Vary"]


@pytest.mark.parametrize("origin", [OTHER_PAGE, "null", "*", "", "x" * 5000, SHOP_PAGE + "/"])
def test_a_preflight_from_any_other_origin_gets_no_permission(
    publishable: MakeKey, origin: str
) -> None:
    publishable(SHOP_PAGE)
    answer = preflight(origin)
    assert cors_headers(answer) == set()
    assert "Origin" in answer["Vary"]


def test_an_answer_to_a_key_can_be_read_by_pages_of_its_origin(publishable: MakeKey) -> None:
    answer = get(key=publishable(SHOP_PAGE), Origin=SHOP_PAGE)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == SHOP_PAGE
    assert {"Retry-After", "RateLimit", "ETag", "X-Request-ID"} <= set(
        answer["Access-Control-Expose-Headers"].split(", ")
    )
    assert "Access-Control-Allow-Credentials" not in answer


def test_a_page_of_another_origin_gets_nothing_by_the_key(publishable: MakeKey) -> None:
    answer = get(key=publishable(SHOP_PAGE), Origin=OTHER_PAGE)
    assert answer.status_code == 403
    assert cors_headers(answer) == set()


def test_without_a_key_no_page_of_another_site_reads_an_answer(publishable: MakeKey) -> None:
    publishable(SHOP_PAGE)
    answer = get(Origin=SHOP_PAGE)
    assert answer.status_code == 200
    assert cors_headers(answer) == set()


def test_an_allowed_page_can_read_why_its_key_is_refused(
    publishable: MakeKey, secret: MakeKey
) -> None:
    publishable(SHOP_PAGE)
    for key, status in (("pk_wrong", 401), (secret("search"), 403), (publishable(OTHER_PAGE), 403)):
        answer = get(key=key, Origin=SHOP_PAGE)
        assert answer.status_code == status
        assert answer["Access-Control-Allow-Origin"] == SHOP_PAGE


def test_a_limited_answer_can_be_read_too(publishable: MakeKey) -> None:
    key = publishable(SHOP_PAGE, requests_per_minute=1)
    get(key=key, Origin=SHOP_PAGE)
    answer = get(key=key, Origin=SHOP_PAGE)
    assert answer.status_code == 429
    assert answer["Access-Control-Allow-Origin"] == SHOP_PAGE


def test_the_origins_of_keys_that_ended_are_not_allowed_any_more(publishable: MakeKey) -> None:
    publishable(SHOP_PAGE)
    publishable(OTHER_PAGE, created_by=User.objects.create_user("gone", is_active=False))
    assert cors_headers(preflight(OTHER_PAGE)) == set()
    ApiKey.objects.all().revoke()
    live_origins.forget()
    assert cors_headers(preflight(SHOP_PAGE)) == set()


def test_a_flood_of_preflights_asks_the_database_once(
    publishable: MakeKey,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(origins, "SECONDS", 60)  # however slow this machine is
    publishable(SHOP_PAGE)
    with django_assert_num_queries(1):
        for _ in range(50):
            preflight(SHOP_PAGE)


def test_pages_of_the_shop_itself_are_not_open_to_other_sites(publishable: MakeKey) -> None:
    key = publishable(SHOP_PAGE)
    assert cors_headers(get("/search/", key, Origin=SHOP_PAGE)) == set()
    assert cors_headers(preflight(SHOP_PAGE, "/search/")) == set()
    assert cors_headers(preflight(SHOP_PAGE, "/admin/login/")) == set()


def test_a_preflight_is_answered_where_keys_are_required(
    publishable: MakeKey, settings: Settings
) -> None:
    settings.SHOP_API_KEY_REQUIRED = True
    publishable(SHOP_PAGE)
    assert preflight(SHOP_PAGE).status_code == 204
