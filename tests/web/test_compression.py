"""Pages and API answers are sent in the coding that the client likes best."""

import gzip
import re
from collections.abc import Callable

import brotli
import pytest
from backports import zstd
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from shop_search.compression import MIN_BYTES, Compression
from tests.shop import Make

LONG = "All is well. " * 200
CODECS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": zstd.decompress,
}


def sent(response: HttpResponseBase, accept: str = "gzip, deflate, br") -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accept})

    def respond(_request: HttpRequest) -> HttpResponseBase:
        return response

    compressed = Compression(respond)(request)
    assert isinstance(compressed, HttpResponseBase)
    return compressed


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", None),
        ("identity", None),
        ("", None),
        ("*", None),
        ("br;q=nan", None),
        (";;;,,,=;q", None),
        ("br," * 5_000, None),
    ],
)
def test_the_client_chooses_the_coding(accept: str, coding: str | None) -> None:
    response = sent(HttpResponse(LONG), accept)
    assert response.headers.get("Content-Encoding") == coding


@pytest.mark.django_db
@pytest.mark.parametrize("coding", CODECS)
def test_a_page_is_the_same_in_every_coding(client: Client, sell: Make, coding: str) -> None:
    page = f"/products/{sell('Cup').pk}/"
    plain, coded = client.get(page), client.get(page, headers={"Accept-Encoding": coding})
    assert coded.headers["Content-Encoding"] == coding
    assert without_token(CODECS[coding](coded.content)) == without_token(plain.content)
    assert int(coded.headers["Content-Length"]) == len(coded.content) < len(plain.content) / 2


def without_token(page: bytes) -> bytes:
    return re.sub(rb'value="\w{64}"', b"", page)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/search/?q=cup", "/api/schema/", "/api/v1/products/", "/admin/login/"]
)
def test_pages_and_api_answers_are_compressed(client: Client, sell: Make, path: str) -> None:
    sell("Cup")
    response = client.get(path, headers={"Accept-Encoding": "br"})
    assert response.headers["Content-Encoding"] == "br"
    assert "accept-encoding" in response.headers["Vary"].lower()


@pytest.mark.parametrize("media_type", ["image/svg+xml", "application/xml", "application/ld+json"])
def test_texts_of_other_kinds_are_compressed(media_type: str) -> None:
    assert sent(HttpResponse(LONG, content_type=media_type)).headers["Content-Encoding"] == "br"


def test_a_cache_keeps_apart_what_is_sent_compressed_and_plain() -> None:
    assert sent(HttpResponse(LONG), accept="").headers["Vary"] == "Accept-Encoding"


def test_small_answers_are_sent_as_they_are() -> None:
    response = sent(JsonResponse({"text": "x" * (MIN_BYTES - 20)}))
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize(
    "media_type", ["image/jpeg", "image/webp", "application/zip", "font/woff2"]
)
def test_what_is_compressed_already_is_left_alone(media_type: str) -> None:
    response = sent(HttpResponse(LONG, content_type=media_type))
    assert "Content-Encoding" not in response.headers
    assert "Vary" not in response.headers


@pytest.mark.parametrize("kind", [StreamingHttpResponse, FileResponse])
def test_files_that_stream_keep_their_length(kind: type[StreamingHttpResponse]) -> None:
    response = sent(kind(iter([LONG.encode()]), content_type="text/csv"))
    assert "Content-Encoding" not in response.headers


def test_a_strong_validator_becomes_weak_with_a_coding() -> None:
    """The bytes differ from those that it names (RFC 9110, 8.8.1)."""
    plain = sent(HttpResponse(LONG, headers={"ETag": '"a"'}), accept="")
    coded = sent(HttpResponse(LONG, headers={"ETag": '"a"'}))
    assert (plain.headers["ETag"], coded.headers["ETag"]) == ('"a"', 'W/"a"')


@pytest.mark.parametrize("coding", CODECS)
def test_the_length_of_a_page_does_not_tell_whether_a_guess_repeats_a_secret(coding: str) -> None:
    """BREACH: https://breachattack.com. Equal pages differ by up to 132 bytes on the wire."""
    lengths = {_length(sent(HttpResponse(LONG), coding)) for _ in range(20)}
    assert len(lengths) > 5


def _length(response: HttpResponseBase) -> int:
    assert isinstance(response, HttpResponse)
    return len(response.serialize())


@pytest.mark.django_db
def test_a_token_against_forged_requests_differs_in_every_page(client: Client, sell: Make) -> None:
    tokens = {client.get("/search/?q=cup").context["csrf_token"] for _ in range(2)}
    assert len(tokens) == 2
