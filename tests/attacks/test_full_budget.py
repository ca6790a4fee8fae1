"""503 with Retry-After while all memory for decoding photos is in use."""

import base64
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

from catalog.models import QueryPhoto
from catalog.pictures.decoding_budget import MAX_WAITING
from catalog.pictures.picture import DecodingBusy, decode_picture
from tests.full_budget import full_budget, lanes
from tests.shop import Make, jpeg, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def full() -> Iterator[None]:
    with full_budget():
        yield


def test_api_photo_search_gets_503_while_decoding_memory_is_full(
    client: Client, full: None
) -> None:
    body = {"photo_base64": base64.b64encode(jpeg("red")).decode()}
    for response in (
        client.post("/api/v1/searches/", body, content_type="application/json"),
        client.post("/api/v1/searches/", {"photo": upload(jpeg("red"))}),
        client.post("/api/v1/photos/", {"photo": upload(jpeg("red"))}),
    ):
        assert response.status_code == 503
        assert response["Content-Type"] == "application/problem+json"
        assert int(response["Retry-After"]) > 0
        assert "Too many photos" in response.json()["detail"]


def test_page_photo_search_gets_503_and_keeps_the_query_text(client: Client, full: None) -> None:
    response = client.post("/search/", {"upload": upload(jpeg("red")), "q": "in blue"})
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "Too many photos" in response.content.decode()
    assert 'value="in blue"' in response.content.decode()
    assert not QueryPhoto.objects.exists()


def test_stored_query_photo_gets_503_while_decoding_memory_is_full(
    client: Client, make: Make
) -> None:
    make("Red cup", "red")
    address = client.post("/search/", {"upload": upload(jpeg("red"))}).headers["Location"]
    body = {"photo_id": str(QueryPhoto.objects.get().pk)}
    with full_budget():
        assert client.get(address).status_code == 503
        response = client.post("/api/v1/searches/", body, content_type="application/json")
        assert response.status_code == 503
    assert client.get(address).status_code == 200


def test_text_search_works_while_decoding_memory_is_full(
    client: Client, make: Make, full: None
) -> None:
    make("Red cup", "red")
    assert "Red cup" in client.get("/search/?q=cup").content.decode()


def test_large_photos_do_not_delay_ordinary_photos() -> None:
    _, large = lanes()
    with large.reserve(large.size, None):
        assert decode_picture(jpeg("red"), timeout=0).image.size == (64, 64)


def test_few_requests_wait_for_decoding_memory(full: None) -> None:
    """Each request that waits holds a thread of the web server."""

    def waited(_: int) -> float:
        start = time.monotonic()
        with pytest.raises(DecodingBusy):
            decode_picture(jpeg("red"), timeout=5)
        return time.monotonic() - start

    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(waited, range(16)))
    assert sum(wait >= 5 for wait in waits) == MAX_WAITING
