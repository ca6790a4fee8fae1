"""Keys are accepted while they live, and refused with the reason and the fix."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import serializers
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

import shop_search.urls
from catalog.api.keys.permissions import HasScope, key_of
from catalog.models import ApiKey, Merchant
from tests.api.conftest import refused
from tests.api.keys.conftest import SHOP_PAGE, MakeKey, get

pytestmark = pytest.mark.django_db


class OwnProducts(APIView):
    """As views for merchants are."""

    permission_classes = [HasScope("products:write")]
    schema = None

    def get(self, request: Request) -> Response:
        key = key_of(request)
        return Response({"merchant": key.merchant.slug if key and key.merchant else None})


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a page")


urlpatterns = [
    path("api/own/", OwnProducts.as_view()),
    path("page/", page),
    *shop_search.urls.urlpatterns,
]
own_site = pytest.mark.urls(__name__)
OWN = "/api/own/"


def test_a_search_needs_no_key() -> None:
    assert get().status_code == 200


def test_a_search_by_a_publishable_key_is_answered(publishable: MakeKey) -> None:
    assert get(key=publishable()).status_code == 200


@own_site
def test_a_secret_key_stands_for_its_merchant(secret: MakeKey) -> None:
    answer = get(OWN, secret("products:write"))
    assert answer.json() == {"merchant": "adas"}


@pytest.mark.parametrize(
    "key",
    ["", "x", "pk_short", "sk_" + "a" * 44, "zz_" + "a" * 43, "sk_" + "ä" * 43, "x" * 4000, "a b"],
)
def test_what_is_no_key_is_refused_with_how_to_send_one(key: str) -> None:
    answer = get(Authorization=f"Bearer {key}")
    assert "Authorization: Bearer" in refused(answer, 401)["detail"]
    assert answer["WWW-Authenticate"] == 'Bearer realm="api", error="invalid_token"'


def test_a_wrong_key_is_refused_after_as_many_queries_as_a_right_one(
    publishable: MakeKey, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publishable()
    with django_assert_num_queries(1):
        answer = get(key="pk_" + "a" * 43)
    assert refused(answer, 401)["detail"].startswith("There is no such key.")


def test_a_revoked_key_is_refused_at_once(publishable: MakeKey) -> None:
    key = publishable()
    assert get(key=key).status_code == 200
    assert ApiKey.objects.all().revoke() == 1
    assert "has been revoked" in refused(get(key=key), 401)["detail"]


def test_an_expired_key_is_refused(publishable: MakeKey) -> None:
    soon = publishable(expires_at=timezone.now() + timedelta(hours=1))
    past = publishable(expires_at=timezone.now() - timedelta(seconds=1))
    assert get(key=soon).status_code == 200
    assert "has expired" in refused(get(key=past), 401)["detail"]


@own_site
def test_a_key_whose_maker_is_deactivated_is_refused(secret: MakeKey) -> None:
    maker = User.objects.create_user("ada")
    key = secret("products:write", created_by=maker)
    assert get(OWN, key).status_code == 200
    User.objects.update(is_active=False)
    assert "account that made this key" in refused(get(OWN, key), 401)["detail"]


def test_a_key_is_refused_also_where_none_is_needed() -> None:
    refused(get("/api/schema/", "pk_" + "a" * 43), 401)


@own_site
def test_without_a_key_the_challenge_names_no_error() -> None:
    answer = get(OWN)
    assert "needs a secret key with the scope products:write" in refused(answer, 401)["detail"]
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


@own_site
def test_a_missing_scope_is_named(secret: MakeKey) -> None:
    answer = get(OWN, secret("products:read", "imports:write", "search"))
    assert "lacks the scope products:write" in refused(answer, 403)["detail"]
    challenge = 'Bearer realm="api", error="insufficient_scope", scope="products:write"'
    assert answer["WWW-Authenticate"] == challenge


@own_site
def test_a_publishable_key_never_opens_what_needs_a_secret_one(publishable: MakeKey) -> None:
    assert "for searches only" in refused(get(OWN, publishable()), 403)["detail"]


def test_a_secret_key_searches_only_with_the_scope(secret: MakeKey) -> None:
    assert get(key=secret("search")).status_code == 200
    refused(get(key=secret("products:write")), 403)


@own_site
def test_a_secret_key_in_a_web_page_is_refused(secret: MakeKey) -> None:
    answer = get(OWN, secret("products:write"), Origin=SHOP_PAGE)
    assert "anybody can read it" in refused(answer, 403)["detail"]


def test_a_publishable_key_is_for_its_origins_only(publishable: MakeKey) -> None:
    key = publishable(SHOP_PAGE)
    assert get(key=key, Origin=SHOP_PAGE).status_code == 200
    for other in ("https://shop.example.evil", "http://shop.example", "null", "x" * 3000):
        assert "not for pages of this origin" in refused(get(key=key, Origin=other), 403)["detail"]


def test_an_app_uses_a_publishable_key_without_an_origin(publishable: MakeKey) -> None:
    assert get(key=publishable(SHOP_PAGE)).status_code == 200


def test_the_scheme_is_read_in_any_case_and_others_are_not_keys(publishable: MakeKey) -> None:
    assert get(Authorization=f"bearer {publishable()}").status_code == 200
    assert get(Authorization="Basic b3BlcmF0b3I6c3RhZ2luZw==").status_code == 200


def test_with_keys_required_anonymous_requests_are_refused(
    publishable: MakeKey, settings: Settings
) -> None:
    settings.SHOP_API_KEY_REQUIRED = True
    assert "only requests with a key" in refused(get(), 401)["detail"]
    assert get(key=publishable()).status_code == 200
    assert get("/search/").status_code == 200


@own_site
def test_keys_are_for_the_api_alone(publishable: MakeKey) -> None:
    assert get("/page/", "pk_wrong").status_code == 200


def test_a_dump_of_the_database_holds_no_usable_key(secret: MakeKey) -> None:
    key = secret("search")
    dump = serializers.serialize("json", ApiKey.objects.all())
    assert key[:9] in dump
    assert key[9:] not in dump
    assert get(key=ApiKey.objects.get().hash).status_code == 401


def test_the_last_use_is_written_at_most_once_a_minute(
    publishable: MakeKey, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key = publishable()
    get("/api/schema/", key)
    first = ApiKey.objects.get().last_used_at
    assert first is not None
    with django_assert_num_queries(1):
        get("/api/schema/", key)
    ApiKey.objects.update(last_used_at=first - timedelta(minutes=1))
    get("/api/schema/", key)
    latest = ApiKey.objects.get().last_used_at
    assert latest is not None
    assert latest > first


def test_a_merchants_keys_go_with_the_merchant(secret: MakeKey, merchant: Merchant) -> None:
    key = secret("search")
    Merchant.objects.filter(pk=merchant.pk).delete()
    refused(get(key=key), 401)
