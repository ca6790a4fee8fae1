"""What is refused before Django sees it, in the form of the face that was asked."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.front.serving import Echo, asked, behind, request, send, serving, status


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def port(echo: Echo) -> Iterator[int]:
    with serving(behind(echo)) as port:
        yield port


LONG = b"a" * 10_000


def test_a_long_address_is_told_on_a_page(echo: Echo, port: int) -> None:
    answer = asked(port, request(b"/search/?q=" + LONG))
    assert status(answer) == 414
    assert b"<h1>This address is too long</h1>" in answer
    assert not echo.seen


def test_a_long_address_is_told_to_an_app_as_a_problem(port: int) -> None:
    answer = asked(port, request(b"/api/v1/products/?q=" + LONG))
    assert status(answer) == 414
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert json.loads(body)["status"] == 414


@pytest.mark.parametrize("size", [40_000, 1_000_000])
def test_long_headers_are_told_on_a_page(port: int, size: int) -> None:
    answer = asked(port, request(b"/", b"X-Long: " + b"a" * size))
    assert status(answer) == 431
    assert b"headers are too large</h1>" in answer


def test_what_is_no_http_is_told(port: int) -> None:
    assert status(asked(port, b"\x16\x03\x01 this is TLS\r\n\r\n")) == 400


def test_two_lengths_are_refused(echo: Echo, port: int) -> None:
    lengths = (b"Content-Length: 3", b"Content-Length: 4")
    assert status(asked(port, request(b"/", *lengths, method=b"POST"), b"abcd")) == 400
    assert not echo.seen


def test_a_length_beside_chunks_is_refused(echo: Echo, port: int) -> None:
    """As proxies may read it otherwise, and so another request out of it."""
    both = (b"Content-Length: 3", b"Transfer-Encoding: chunked")
    assert status(asked(port, request(b"/", *both, method=b"POST"), b"0\r\n\r\n")) == 400
    assert not echo.seen


def test_a_body_over_the_limit_is_refused_by_its_length(
    echo: Echo, port: int, settings: Settings
) -> None:
    settings.SHOP_MAX_PHOTO_BYTES = 1000
    head = request(b"/api/v1/searches/", b"Content-Length: 3000000", method=b"POST")
    # Most of it is not sent: no answer waits for it.
    assert status(asked(port, head, b"abc")) == 413
    assert not echo.seen


def test_chunks_over_the_limit_are_refused_as_they_come(
    echo: Echo, port: int, settings: Settings
) -> None:
    settings.SHOP_MAX_PHOTO_BYTES = 1000
    chunk = b"%x\r\n%s\r\n" % (100_000, bytes(100_000))
    head = request(b"/api/v1/searches/", b"Transfer-Encoding: chunked", method=b"POST")
    client = send(port, head, *[chunk] * 12)
    assert status(client.recv(1000)) == 413
    client.close()
    assert not echo.seen


def test_a_client_that_sends_on_sees_why_it_was_refused(port: int) -> None:
    """Not a connection that is reset under it."""
    body = bytes(60_000_000)
    assert status(asked(port, request(b"/search/", method=b"POST", body=body))) == 413


def test_who_is_not_signed_in_uploads_nothing_to_the_admin(
    echo: Echo, port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    length = b"Content-Length: 100000000"
    head = request(b"/admin/catalog/importrun/add/", length, method=b"POST")
    answer = asked(port, head, bytes(1000))
    assert status(answer) == 413
    assert b"sign in first" in answer
    assert not echo.seen
    assert not list(tmp_path.iterdir())


def test_a_login_form_is_read(echo: Echo, port: int) -> None:
    body = b"username=ada&password=secret"
    assert status(asked(port, request(b"/admin/login/", method=b"POST", body=body))) == 200


def test_who_is_signed_in_uploads_a_catalog(echo: Echo) -> None:
    body = bytes(20_000_000)
    with serving(behind(echo, is_staff=True)) as port:
        address = b"/admin/catalog/importrun/add/"
        assert status(asked(port, request(address, method=b"POST", body=body))) == 200
    assert echo.bodies == [body]
