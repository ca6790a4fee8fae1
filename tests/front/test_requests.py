"""What Django sees of a request, and a client of its answer."""

import http.client
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.front.serving import Echo, StartResponse, asked, behind, request, serving, status


@pytest.fixture(scope="module")
def echo() -> Echo:
    return Echo()


@pytest.fixture(scope="module")
def port(echo: Echo) -> Iterator[int]:
    with serving(behind(echo)) as port:
        yield port


def environ(echo: Echo, port: int, *pieces: bytes) -> dict[str, Any]:
    assert status(asked(port, *pieces)) == 200
    return echo.seen[-1]


def test_a_body_arrives_whole_with_its_length(echo: Echo, port: int) -> None:
    seen = environ(echo, port, request(method=b"POST", body=b"abc"))
    assert echo.bodies[-1] == b"abc"
    assert seen["CONTENT_LENGTH"] == "3"


def test_a_body_in_chunks_arrives_whole_with_its_length(echo: Echo, port: int) -> None:
    chunks = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    head = request(b"/", b"Transfer-Encoding: chunked", method=b"POST")
    seen = environ(echo, port, head, chunks)
    assert echo.bodies[-1] == b"abcde"
    assert seen["CONTENT_LENGTH"] == "5"
    assert "HTTP_TRANSFER_ENCODING" not in seen


def test_a_body_of_megabytes_arrives_whole(echo: Echo, port: int) -> None:
    body = bytes(range(256)) * 20_000
    environ(echo, port, request(b"/search/", method=b"POST", body=body))
    assert echo.bodies[-1] == body


def test_the_path_keeps_its_bytes(echo: Echo, port: int) -> None:
    assert environ(echo, port, request(b"/a%FF%2Fb?q=%FF"))["PATH_INFO"] == "/a\xff/b"
    assert echo.seen[-1]["QUERY_STRING"] == "q=%FF"


def test_a_whole_address_is_understood(echo: Echo, port: int) -> None:
    assert environ(echo, port, request(b"http://shop/a/b?c"))["PATH_INFO"] == "/a/b"


def test_a_name_with_an_underscore_does_not_pass_for_another(echo: Echo, port: int) -> None:
    seen = environ(echo, port, request(b"/", b"X_Forwarded_For: 1.2.3.4"))
    assert "HTTP_X_FORWARDED_FOR" not in seen


def test_a_header_that_comes_twice_is_joined(echo: Echo, port: int) -> None:
    seen = environ(echo, port, request(b"/", b"X-Forwarded-For: 1.1.1.1", b"X-Forwarded-For: 2"))
    assert seen["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2"


def test_a_connection_is_used_again(echo: Echo, port: int) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    for body in (b"a", b"bc"):
        client.request("POST", "/", body)
        answer = client.getresponse()
        assert answer.read() == b"POST %d" % len(body)
        assert answer.headers["Content-Length"] == "6"
    client.close()


def test_two_requests_at_once_are_answered_in_turn(port: int) -> None:
    answers = asked(port, b"GET /livez HTTP/1.1\r\nHost: shop\r\n\r\n" + request(b"/b"))
    assert answers.index(b"ok") < answers.index(b"GET 0")


def test_head_is_answered_without_a_body(port: int) -> None:
    answer = asked(port, request(method=b"HEAD"))
    assert b"content-length: 6\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_a_large_answer_arrives_whole() -> None:
    pieces = [bytes([number]) * 100_000 for number in range(30)]

    def large(_environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        yield from pieces

    with serving(behind(large)) as port:
        _, _, body = asked(port, request()).partition(b"\r\n\r\n")
    assert body == b"".join(pieces)


def test_what_django_opens_is_closed() -> None:
    closed = []

    class Result(list[bytes]):
        def close(self) -> None:
            closed.append(True)

    def application(_environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Result([b"a"])

    with serving(behind(application)) as port:
        asked(port, request())
    assert closed == [True]
