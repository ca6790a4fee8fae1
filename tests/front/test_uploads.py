"""Who may send a large body to the admin: whoever is signed in there, and nobody else."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from shop_search.front.limits import Limits
from shop_search.front.shop import may_upload
from tests.front.serving import Echo, asked, behind, request, serving, status

pytestmark = pytest.mark.django_db


def environ(client: Client) -> dict[str, Any]:
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(), "HTTP_COOKIE": cookies}


def signed_in(client: Client, **rights: Any) -> Client:
    client.force_login(User.objects.create_user("ada", **rights))
    return client


def test_a_merchants_user(client: Client) -> None:
    assert may_upload(environ(signed_in(client, is_staff=True)))


def test_not_a_user_without_access_to_the_admin(client: Client) -> None:
    assert not may_upload(environ(signed_in(client, is_staff=False)))


def test_not_a_user_who_was_shut_out(client: Client) -> None:
    signed_in(client, is_staff=True)
    User.objects.update(is_active=False)
    assert not may_upload(environ(client))


def test_not_a_user_who_has_signed_out(client: Client) -> None:
    signed_in(client, is_staff=True)
    before = environ(client)
    client.logout()
    assert not may_upload(before)


@pytest.mark.parametrize("cookie", ["", "sessionid=", "sessionid=nobody", "sessionid=\x00", ";;="])
def test_not_a_stranger(cookie: str) -> None:
    assert not may_upload(
        {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(), "HTTP_COOKIE": cookie}
    )


def test_an_upload_may_be_larger_than_what_one_stranger_may_have_kept() -> None:
    echo, body = Echo(), bytes(3_000_000)
    little = Limits(buffered_bytes=1_000_000, buffered_bytes_per_client=500_000)
    with serving(behind(echo, is_staff=True), little) as port:
        address = b"/admin/catalog/importrun/add/"
        assert status(asked(port, request(address, method=b"POST", body=body))) == 200
        assert status(asked(port, request(b"/search/", method=b"POST", body=body))) == 503
    assert echo.bodies == [body]
