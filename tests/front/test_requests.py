"""Requests as the WSGI application gets them, and responses as the client gets them."""

import http.client
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.front.serving import Echo, StartResponse, exchange, request, serving, status, upstream


@pytest.fixture(scope="module")
def echo() -> Echo:
    return Echo()


@pytest.fixture(scope="module")
def port(echo: Echo) -> Iterator[int]:
    with serving(upstream(echo)) as port:
        yield port


def environ(echo: Echo, port: int, *pieces: bytes) -> dict[str, Any]:
    assert status(exchange(port, *pieces)) == 200
    return echo.seen[-1]


def test_application_gets_the_body_with_its_length(echo: Echo, port: int) -> None:
    seen = environ(echo, port, request(method=b"POST", body=b"abc"))
    assert echo.bodies[-1] == b"abc"
    assert seen["CONTENT_LENGTH"] == "3"


def test_application_gets_a_chunked_body_with_its_length(echo: Echo, port: int) -> None:
    chunks = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    head = request(b"/", b"Transfer-Encoding: chunked", method=b"POST")
    seen = environ(echo, port, head, chunks)
    assert echo.bodies[-1] == b"abcde"
    assert seen["CONTENT_LENGTH"] == "5"
    assert "HTTP_TRANSFER_ENCODING" not in seen


def test_application_gets_a_body_of_megabytes_unchanged(echo: Echo, port: int) -> None:
    body = bytes(range(256)) * 20_000
    environ(echo, port, request(b"/search/", method=b"POST", body=body))
    assert echo.bodies[-1] == body


def test_path_and_query_keep_bytes_that_are_not_utf8(echo: Echo, port: int) -> None:
    assert environ(echo, port, request(b"/a%FF%2Fb?q=%FF"))["PATH_INFO"] == "/a\xff/b"
    assert echo.seen[-1]["QUERY_STRING"] == "q=%FF"


def test_absolute_request_target_is_accepted(echo: Echo, port: int) -> None:
    assert environ(echo, port, request(b"http://shop/a/b?c"))["PATH_INFO"] == "/a/b"


def test_header_name_with_an_underscore_is_dropped(echo: Echo, port: int) -> None:
    seen = environ(echo, port, request(b"/", b"X_Forwarded_For: 1.2.3.4"))
    assert "HTTP_X_FORWARDED_FOR" not in seen


def test_repeated_headers_are_joined(echo: Echo, port: int) -> None:
    seen = environ(echo, port, request(b"/", b"X-Forwarded-For: 1.1.1.1", b"X-Forwarded-For: 2"))
    assert seen["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2"


def test_connection_is_kept_alive(echo: Echo, port: int) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    for body in (b"a", b"bc"):
        client.request("POST", "/", body)
        response = client.getresponse()
        assert response.read() == b"POST %d" % len(body)
        assert response.headers["Content-Length"] == "6"
    client.close()


def test_pipelined_requests_are_answered_in_order(port: int) -> None:
    responses = exchange(port, b"GET /livez HTTP/1.1\r\nHost: shop\r\n\r\n" + request(b"/b"))
    assert responses.index(b"ok") < responses.index(b"GET 0")


def test_head_response_has_no_body(port: int) -> None:
    response = exchange(port, request(method=b"HEAD"))
    assert b"content-length: 6\r\n" in response
    assert response.endswith(b"\r\n\r\n")


def test_large_response_is_sent_unchanged() -> None:
    pieces = [bytes([number]) * 100_000 for number in range(30)]

    def large(_environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        yield from pieces

    with serving(upstream(large)) as port:
        _, _, body = exchange(port, request()).partition(b"\r\n\r\n")
    assert body == b"".join(pieces)


def test_result_of_the_application_is_closed() -> None:
    closed = []

    class Result(list[bytes]):
        def close(self) -> None:
            closed.append(True)

    def application(_environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Result([b"a"])

    with serving(upstream(application)) as port:
        exchange(port, request())
    assert closed == [True]
