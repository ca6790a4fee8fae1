"""Plain HTTP requests, as of a mobile app, to a running server."""

import base64
import http.client
import json

import pytest
import requests
from pytest_django.live_server_helper import LiveServer

from tests.shop import Make, jpeg

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def searches(live_server: LiveServer, make: Make) -> str:
    make("Blue pot", "blue")
    make("Red pot", "red")
    return f"{live_server.url}/api/v1/searches/"


def test_a_form_with_a_photo_is_answered_over_http(searches: str) -> None:
    files = {"photo": ("IMG_0001.JPG", jpeg("red"), "image/jpeg")}
    form = {"exclude": ["stripes", "dots"], "filters": json.dumps({"price_max": "50"})}
    answer = requests.post(searches, data=form, files=files, timeout=10)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["results"][0]["product"]["title"] == "Red pot"


def test_links_in_a_search_over_http_can_be_followed(searches: str) -> None:
    search = {"photo_base64": base64.b64encode(jpeg("red")).decode(), "limit": 1}
    first = requests.post(searches, json=search, timeout=10).json()
    second = requests.get(first["next"], timeout=10).json()
    titles = [page["results"][0]["product"]["title"] for page in (first, second)]
    assert titles == ["Red pot", "Blue pot"]
    assert first["results"][0]["photo"]["url"].startswith("http://localhost")


def test_a_body_over_the_limit_is_413(searches: str) -> None:
    files = {"photo": ("large.jpg", bytes(45 * 1024 * 1024), "image/jpeg")}
    answer = requests.post(searches, files=files, timeout=30)
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_false_content_length_is_refused(live_server: LiveServer) -> None:
    connection = http.client.HTTPConnection(live_server.thread.host, live_server.thread.port, 10)
    connection.putrequest("POST", "/api/v1/searches/")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(10**12))
    connection.endheaders(b"{")
    assert connection.getresponse().status == 413
    connection.close()


def test_a_chunked_body_is_refused_instead_of_read_as_an_empty_search(searches: str) -> None:
    answer = requests.post(searches, data=iter([b'{"text":', b'"red"}']), timeout=10)
    assert answer.status_code == 411
    assert "Content-Length" in answer.json()["detail"]
