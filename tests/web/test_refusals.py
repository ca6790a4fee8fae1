"""Errors on the pages: a fitting status, an explanation and a way to try again."""

import uuid
from collections.abc import Sequence

import pytest
from django.test import Client
from PIL.Image import Image
from pytest_django import Settings

from catalog.embedding import registry
from catalog.embedding.encoder import EncoderError, Vectors
from catalog.models import QueryPhoto
from tests.encoders import ColourEncoder
from tests.shop import Make, jpeg, upload
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db


class BrokenEncoder(ColourEncoder):
    def encode_images(self, images: Sequence[Image]) -> Vectors:
        raise EncoderError("The weights cannot be read.")


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"", 422), (jpeg("red")[:200], 422), (b"<svg xmlns='x'/>", 415), (b"%PDF-1.7", 415)],
)
def test_a_bad_photo_is_explained_and_the_typed_text_stays(
    client: Client, data: bytes, status: int
) -> None:
    response = client.post("/search/", {"upload": upload(data), "q": "in blue"})
    body = response.content.decode()
    assert response.status_code == status
    assert 'value="in blue"' in body
    assert 'name="upload"' in body
    assert not QueryPhoto.objects.exists()


def test_a_photo_over_the_size_limit_is_413(client: Client, settings: Settings) -> None:
    settings.SHOP_MAX_PHOTO_BYTES = 100
    response = client.post("/search/", {"upload": upload(jpeg("red"))})
    assert response.status_code == 413


def test_a_huge_search_form_is_refused_unread(client: Client, settings: Settings) -> None:
    class Unreadable:
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("The body was read.")

        readline = read

    response = client.request(
        REQUEST_METHOD="POST",
        PATH_INFO="/search/",
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(settings.SHOP_MAX_PHOTO_BYTES * 2),
        **{"wsgi.input": Unreadable()},
    )
    assert response.status_code == 413
    assert "40 MB" in response.content.decode()


def test_two_photos_at_once_are_refused(client: Client) -> None:
    photos = [upload(jpeg("red")), upload(jpeg("blue"))]
    assert client.post("/search/", {"upload": photos}).status_code == 400


def test_too_many_searches_on_the_page_are_429(
    client: Client, settings: Settings, sell: Make
) -> None:
    sell("Cup")
    settings.SHOP_SEARCHES_PER_MINUTE = 2
    address = f"2001:db8:{uuid.uuid4().hex[:4]}::1"
    answers = [client.get("/search/?q=cup", REMOTE_ADDR=address) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_without_an_encoder_text_searches_still_work(client: Client, sell: Make) -> None:
    sell("Red cup", "red")
    address = search_address(client, upload=upload(jpeg("green")), q="cup")
    with registry.override_encoder(BrokenEncoder()):
        response = client.get(address)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert "Searching by words works" in response.content.decode()
        assert "Red cup" in client.get("/search/?q=cup").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=%00",
        "/search/?" + "&".join(f"brand={number}" for number in range(100)),
        "/search/?" + "&".join(f"a{number}=1" for number in range(10_000)),
        "/search/?q=" + "x" * 1_000_000,
    ],
)
def test_an_invalid_address_is_400_with_a_page(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert "cannot be understood" in response.content.decode()


def test_a_search_form_from_another_website_is_refused_kindly() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/search/", {"q": "cup"})
    assert response.status_code == 403
    assert "Please send that again" in response.content.decode()


def test_the_home_pages_search_form_passes_the_csrf_check(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get("/").context["csrf_token"]
    response = client.post("/search/", {"q": "cup", "csrfmiddlewaretoken": str(token)})
    assert response.status_code == 303


def test_a_server_error_is_a_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("catalog.web.views.home.home_page", fail)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


def test_a_refused_photo_leaves_words_and_filters_in_the_box(client: Client) -> None:
    form = {"upload": upload(b"%PDF-1.7"), "q": "in blue", "brand": ["Norda", "Koru"]}
    body = client.post("/search/", form).content.decode()
    assert '<input type="hidden" name="brand" value="Norda">' in body
    assert '<input type="hidden" name="brand" value="Koru">' in body


def test_a_refusal_in_place_is_a_text_beside_the_box(client: Client) -> None:
    response = client.post(
        "/search/", {"upload": upload(b"%PDF-1.7")}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 415
    assert response.headers["X-Problem"]
    assert response.content.decode().startswith("This is a PDF document.")
