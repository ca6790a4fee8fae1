"""Searching with the web address of a photo."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from catalog.models import QueryPhoto
from catalog.remote.photo_fetching import FetchPolicy
from catalog.search import linked_photos
from tests.ingest.photo_server import PhotoServer, photo_server
from tests.responses import ClientResponse
from tests.shop import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PhotoServer]:
    def local() -> FetchPolicy:
        return FetchPolicy(allow_loopback=True, deadline=1.0, timeout=0.5)

    monkeypatch.setattr(linked_photos, "policy", local)
    with photo_server() as running:
        running.responses["/red.jpg"] = lambda h: h.reply(200, jpeg("red"))
        yield running


def send(client: Client, **form: str) -> ClientResponse:
    return client.post("/search/", form, follow=False)


def test_the_form_leads_to_where_links_are_counted_and_keeps_its_fields(client: Client) -> None:
    response = send(client, photo_url="https://shop.example/1.jpg", q="in blue")
    assert response.status_code == 307
    assert response.headers["Location"] == "/search/link/"


def test_a_linked_photo_is_stored_and_searched_with(client: Client, server: PhotoServer) -> None:
    form = {
        "photo_url": server.url("/red.jpg"),
        "q": "in blue",
        "brand": "Norda",
        "crop": "0,0,1,1",
    }
    response = client.post("/search/link/", form)
    photo = QueryPhoto.objects.get()
    assert response.status_code == 303
    assert response.headers["Location"] == f"/search/?q=in+blue&brand=Norda&photo={photo.pk}"


@pytest.mark.parametrize("path", ["/page", "/gone", "/drip"])
def test_a_link_without_a_photo_is_explained(
    client: Client, server: PhotoServer, path: str
) -> None:
    response = client.post("/search/link/", {"photo_url": server.url(path), "q": "mug"})
    body = response.content.decode()
    assert response.status_code == 422
    assert "There is no photo at this address" in body
    assert 'value="mug"' in body
    assert not QueryPhoto.objects.exists()


def test_busy_links_say_when_to_try_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked_photos.free, "acquire", lambda **_: False)
    response = client.post("/search/link/", {"photo_url": "https://shop.example/1.jpg"})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_links_can_be_switched_off(client: Client, settings: Settings) -> None:
    settings.SHOP_PHOTO_LINKS_PER_MINUTE = 0
    response = client.post("/search/link/", {"photo_url": "https://shop.example/1.jpg"})
    assert response.status_code == 422
    assert "fetches no photos from other sites" in response.content.decode()


@pytest.mark.slow
def test_links_are_limited_apart_from_searches(client: Client, settings: Settings) -> None:
    settings.SHOP_PHOTO_LINKS_PER_MINUTE = 2
    client.defaults["REMOTE_ADDR"] = "203.0.113.78"
    links = [
        client.post("/search/link/", {"photo_url": "http://127.0.0.1/1.jpg"}).status_code
        for _ in range(3)
    ]
    assert links == [422, 422, 429]
    assert client.get("/search/").status_code == 200


def test_a_photo_and_a_link_at_once_are_refused(client: Client) -> None:
    response = client.post("/search/link/", {"photo_url": "https://a.example/1.jpg", "sample": "x"})
    assert response.status_code == 400


def test_the_address_of_a_failed_link_leads_home_when_it_is_opened(client: Client) -> None:
    assert client.get("/search/link/").headers["Location"] == "/"
