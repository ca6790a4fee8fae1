"""Searching by the web address of a photo."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from catalog.models import QueryPhoto
from catalog.remote.photo_fetching import FetchPolicy
from catalog.search import linked_photos
from tests.api.conftest import PostSearch, body, refused, titles
from tests.ingest.photo_server import PhotoServer, photo_server
from tests.shop import Make, jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PhotoServer]:
    def local() -> FetchPolicy:
        return FetchPolicy(allow_loopback=True, deadline=1.0, timeout=0.5)

    monkeypatch.setattr(linked_photos, "policy", local)
    with photo_server() as running:
        running.responses["/red.jpg"] = lambda h: h.reply(200, jpeg("red"))
        yield running


def test_a_photo_at_an_address_is_fetched_stored_and_searched_by(
    post_search: PostSearch, server: PhotoServer, make: Make
) -> None:
    make("Blue mug", "blue")
    make("Red mug", "red")
    answer = post_search(photo_url=server.url("/red.jpg"))
    assert titles(answer)[0] == "Red mug"
    assert body(answer)["photo_id"] == str(QueryPhoto.objects.get().pk)


def test_an_address_may_be_one_of_several_photos(
    post_search: PostSearch, server: PhotoServer, make: Make
) -> None:
    product = make("Blue mug", "blue")
    make("Red mug", "red")
    photos = [{"photo_url": server.url("/red.jpg")}, {"product_id": product.pk}]
    assert titles(post_search(photos=photos)) == ["Red mug"]


@pytest.mark.parametrize("path", ["/page", "/gone", "/drip"])
def test_an_address_without_a_photo_is_refused(
    post_search: PostSearch, server: PhotoServer, path: str
) -> None:
    refused(post_search(photo_url=server.url(path)), 422)
    assert not QueryPhoto.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/1.jpg", "http://169.254.169.254/", "http://[::1]/", "file:///etc/passwd"],
)
def test_addresses_of_the_shops_own_network_are_refused(
    post_search: PostSearch, address: str
) -> None:
    refused(post_search(photo_url=address), 422)


def test_fetching_can_be_switched_off(post_search: PostSearch, settings: Settings) -> None:
    settings.SHOP_PHOTO_LINKS_PER_MINUTE = 0
    problem = refused(post_search(photo_url="https://shop.example/1.jpg"), 422)
    assert "fetches no photos" in problem["detail"]


def test_an_invalid_search_fetches_nothing(post_search: PostSearch, server: PhotoServer) -> None:
    crop = {"x": 0.9, "y": 0, "width": 0.5, "height": 1}
    refused(post_search(photo_url=server.url("/red.jpg"), crop=crop), 400)
    refused(post_search(photo_url=server.url("/red.jpg"), filters={"currency": "x"}), 400)
    assert not QueryPhoto.objects.exists()


@pytest.mark.slow
def test_fetches_are_limited_apart_from_searches(
    post_search: PostSearch, server: PhotoServer, settings: Settings
) -> None:
    settings.SHOP_PHOTO_LINKS_PER_MINUTE = 2
    search = {"photo_url": server.url("/page")}
    for _ in range(2):
        refused(post_search(**search), 422)
    refused(post_search(**search), 429)
    assert post_search(text="mug").status_code == 200
