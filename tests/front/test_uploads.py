"""Only signed-in users of the admin may send it a large body."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.keys.making import issue
from catalog.models import ApiKey, Merchant
from shop_search.front.limits import Limits
from shop_search.front.shop import may_upload
from tests.front.serving import Echo, exchange, request, serving, status, upstream

pytestmark = pytest.mark.django_db


def environ(client: Client) -> dict[str, Any]:
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(), "HTTP_COOKIE": cookies}


def signed_in(client: Client, **rights: Any) -> Client:
    client.force_login(User.objects.create_user("ada", **rights))
    return client


def test_merchants_user_may_upload(client: Client) -> None:
    assert may_upload(environ(signed_in(client, is_staff=True)))


def test_user_without_access_to_the_admin_may_not_upload(client: Client) -> None:
    assert not may_upload(environ(signed_in(client, is_staff=False)))


def test_deactivated_user_may_not_upload(client: Client) -> None:
    signed_in(client, is_staff=True)
    User.objects.update(is_active=False)
    assert not may_upload(environ(client))


def test_signed_out_user_may_not_upload(client: Client) -> None:
    signed_in(client, is_staff=True)
    before = environ(client)
    client.logout()
    assert not may_upload(before)


@pytest.mark.parametrize("cookie", ["", "sessionid=", "sessionid=nobody", "sessionid=\x00", ";;="])
def test_invalid_session_cookie_may_not_upload(cookie: str) -> None:
    assert not may_upload(
        {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(), "HTTP_COOKIE": cookie}
    )


def by_key(key: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/merchant/imports/",
        "wsgi.input": io.BytesIO(),
        "HTTP_AUTHORIZATION": f"Bearer {key}",
    }


def key_of(merchant: Merchant, scope: str) -> str:
    return issue(ApiKey(merchant=merchant, name="Key", scopes=[scope]))


def test_a_program_may_upload_by_a_key_for_imports(merchant: Merchant) -> None:
    assert may_upload(by_key(key_of(merchant, "imports:write")))


def test_a_revoked_key_may_not_upload(merchant: Merchant) -> None:
    key = key_of(merchant, "imports:write")
    ApiKey.objects.all().revoke()
    assert not may_upload(by_key(key))


@pytest.mark.parametrize("scope", ["search", "products:write"])
def test_a_key_for_other_things_may_not_upload(merchant: Merchant, scope: str) -> None:
    assert not may_upload(by_key(key_of(merchant, scope)))


def test_what_is_no_key_may_not_upload() -> None:
    assert not may_upload(by_key("sk_nobody"))


def test_signed_in_upload_may_exceed_the_buffer_quota() -> None:
    echo, body = Echo(), bytes(3_000_000)
    little = Limits(buffered_bytes=1_000_000, buffered_bytes_per_client=500_000)
    with serving(upstream(echo, is_staff=True), little) as port:
        address = b"/admin/catalog/importrun/add/"
        assert status(exchange(port, request(address, method=b"POST", body=body))) == 200
        assert status(exchange(port, request(b"/search/", method=b"POST", body=body))) == 503
    assert echo.bodies == [body]
