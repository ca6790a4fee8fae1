"""Requests refused before Django sees them get a page, or a problem document below /api/."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.front.serving import Echo, exchange, request, send, serving, status, upstream


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def port(echo: Echo) -> Iterator[int]:
    with serving(upstream(echo)) as port:
        yield port


LONG = b"a" * 10_000


def test_long_url_of_a_page_is_refused_with_a_page(echo: Echo, port: int) -> None:
    response = exchange(port, request(b"/search/?q=" + LONG))
    assert status(response) == 414
    assert b"<h1>This address is too long</h1>" in response
    assert not echo.seen


def test_long_url_of_the_api_is_refused_with_a_problem_document(port: int) -> None:
    response = exchange(port, request(b"/api/v1/products/?q=" + LONG))
    assert status(response) == 414
    head, _, body = response.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert json.loads(body)["status"] == 414


@pytest.mark.parametrize("size", [40_000, 1_000_000])
def test_long_headers_are_refused_with_431(port: int, size: int) -> None:
    response = exchange(port, request(b"/", b"X-Long: " + b"a" * size))
    assert status(response) == 431
    assert b"headers are too large</h1>" in response


def test_invalid_http_is_refused_with_400(port: int) -> None:
    assert status(exchange(port, b"\x16\x03\x01 this is TLS\r\n\r\n")) == 400


def test_two_content_lengths_are_refused(echo: Echo, port: int) -> None:
    lengths = (b"Content-Length: 3", b"Content-Length: 4")
    assert status(exchange(port, request(b"/", *lengths, method=b"POST"), b"abcd")) == 400
    assert not echo.seen


def test_content_length_with_chunked_encoding_is_refused(echo: Echo, port: int) -> None:
    """Request smuggling: a proxy may use the other of the two lengths."""
    both = (b"Content-Length: 3", b"Transfer-Encoding: chunked")
    assert status(exchange(port, request(b"/", *both, method=b"POST"), b"0\r\n\r\n")) == 400
    assert not echo.seen


@pytest.mark.slow
def test_body_above_the_limit_is_refused_by_its_content_length(
    echo: Echo, port: int, settings: Settings
) -> None:
    settings.SHOP_MAX_PHOTO_BYTES = 1000
    head = request(b"/api/v1/searches/", b"Content-Length: 3000000", method=b"POST")
    # The response does not wait for the rest of the body.
    assert status(exchange(port, head, b"abc")) == 413
    assert not echo.seen


def test_chunked_body_above_the_limit_is_refused_while_it_arrives(
    echo: Echo, port: int, settings: Settings
) -> None:
    settings.SHOP_MAX_PHOTO_BYTES = 1000
    chunk = b"%x\r\n%s\r\n" % (100_000, bytes(100_000))
    head = request(b"/api/v1/searches/", b"Transfer-Encoding: chunked", method=b"POST")
    client = send(port, head, *[chunk] * 12)
    assert status(client.recv(1000)) == 413
    client.close()
    assert not echo.seen


def test_client_that_goes_on_sending_still_gets_the_refusal(port: int) -> None:
    """The connection must not be reset before the client has read the response."""
    body = bytes(60_000_000)
    assert status(exchange(port, request(b"/search/", method=b"POST", body=body))) == 413


@pytest.mark.slow
def test_admin_upload_without_sign_in_is_refused_unread(
    echo: Echo, port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    length = b"Content-Length: 100000000"
    head = request(b"/admin/catalog/importrun/add/", length, method=b"POST")
    response = exchange(port, head, bytes(1000))
    assert status(response) == 413
    assert b"sign in first" in response
    assert not echo.seen
    assert not list(tmp_path.iterdir())


def test_login_form_of_an_anonymous_client_is_accepted(echo: Echo, port: int) -> None:
    body = b"username=ada&password=secret"
    assert status(exchange(port, request(b"/admin/login/", method=b"POST", body=body))) == 200


def test_admin_upload_of_a_signed_in_user_is_accepted(echo: Echo) -> None:
    body = bytes(20_000_000)
    with serving(upstream(echo, is_staff=True)) as port:
        address = b"/admin/catalog/importrun/add/"
        assert status(exchange(port, request(address, method=b"POST", body=body))) == 200
    assert echo.bodies == [body]
