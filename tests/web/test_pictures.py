"""Which stored files are served, and with which headers."""

import io
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from catalog.ingest.photos.rendering import render_due
from catalog.models import QueryPhoto
from catalog.pictures.errors import DecodingBusy
from catalog.web.views import media
from tests.shop import Make, jpeg, upload
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def query_photo(client: Client) -> QueryPhoto:
    search_address(client, upload=upload(jpeg("red")))
    return QueryPhoto.objects.get()


def test_a_product_photo_is_public_and_cached_forever(client: Client, sell: Make) -> None:
    response = client.get(sell("Cup").photos.get().file.url)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.getvalue() == jpeg("grey")


def test_a_picture_is_never_run_as_a_page(client: Client, sell: Make) -> None:
    response = client.get(sell("Cup").photos.get().file.url)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    response.close()


def test_other_sites_may_embed_product_photos_but_not_shoppers_photos(
    client: Client, sell: Make, query_photo: QueryPhoto
) -> None:
    product = client.get(sell("Cup").photos.get().file.url)
    shopper = client.get(f"/query-photos/{query_photo.pk}")
    policies = [answer.headers["Cross-Origin-Resource-Policy"] for answer in (product, shopper)]
    for answer in (product, shopper):
        answer.getvalue()  # closes the file
    assert policies == ["cross-origin", "same-origin"]


@pytest.mark.parametrize(
    "path",
    [
        "imports/2026/11/feed.jpg",
        "queries/2026/11/23/photo.jpg",
        "photos/page.html",
        "photos/drawing.svg",
        "photos/../imports/2026/11/feed.jpg",
        "photos/%2e%2e/imports/2026/11/feed.jpg",
        "photos//etc/passwd.jpg",
        "photos/.hidden/a.jpg",
        "photos/a%00.jpg",
        "photos/missing.jpg",
        "photos/a.jpg%0a",
        "demo/samples.json",
        "",
    ],
)
def test_only_public_pictures_are_served_from_the_media_folder(
    client: Client, media: Path, path: str
) -> None:
    for name in ("imports/2026/11/feed.jpg", "photos/page.html", "photos/.hidden/a.jpg"):
        (media / name).parent.mkdir(parents=True, exist_ok=True)
        (media / name).write_bytes(jpeg("red"))
    assert client.get(f"/media/{path}").status_code == 404


def test_a_shoppers_photo_is_never_cached(client: Client, query_photo: QueryPhoto) -> None:
    response = client.get(f"/query-photos/{query_photo.pk}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.getvalue().startswith(b"\xff\xd8")


def test_a_shoppers_photo_is_not_served_from_the_media_folder(
    client: Client, query_photo: QueryPhoto
) -> None:
    assert client.get(f"/media/{query_photo.file.name}").status_code == 404


def test_an_expired_photo_of_a_shopper_is_404(client: Client, query_photo: QueryPhoto) -> None:
    QueryPhoto.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(f"/query-photos/{query_photo.pk}").status_code == 404


def test_an_unknown_photo_of_a_shopper_is_404(client: Client) -> None:
    assert client.get(f"/query-photos/{uuid.uuid4()}").status_code == 404


def test_a_photo_that_a_client_has_is_not_sent_again(client: Client, sell: Make) -> None:
    url = sell("Cup").photos.get().file.url
    first = client.get(url)
    first.close()
    for header in ("ETag", "Last-Modified"):
        condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
        again = client.get(url, headers={condition: first.headers[header]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert again.headers["ETag"] == first.headers["ETag"]


def test_a_client_with_another_file_gets_the_photo(client: Client, sell: Make) -> None:
    response = client.get(sell("Cup").photos.get().file.url, headers={"If-None-Match": '"other"'})
    assert response.getvalue() == jpeg("grey")


def test_renditions_are_served_as_webp(client: Client, sell: Make) -> None:
    photo = sell("Cup").photos.get()
    render_due(until=time.monotonic() + 60)
    photo.refresh_from_db()
    response = client.get(photo.renditions[0].url)
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.getvalue()[8:12] == b"WEBP"


def test_a_shoppers_photo_has_a_thumbnail_that_is_never_cached(client: Client) -> None:
    search_address(client, upload=upload(large_jpeg()))
    photo = QueryPhoto.objects.get()
    whole = client.get(f"/query-photos/{photo.pk}").getvalue()
    response = client.get(f"/query-photos/{photo.pk}/thumbnail")
    assert Image.open(io.BytesIO(response.content)).size == (512, 384)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert len(response.content) < len(whole) / 2


def large_jpeg() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((1024, 768), 60).save(file, "JPEG", quality=90)
    return file.getvalue()


def test_the_whole_photo_is_sent_while_memory_for_thumbnails_is_short(
    client: Client, query_photo: QueryPhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object, **_options: object) -> bytes:
        raise DecodingBusy

    monkeypatch.setattr(media, "to_thumbnail", busy)
    response = client.get(f"/query-photos/{query_photo.pk}/thumbnail")
    with query_photo.file.open("rb") as file:
        assert response.getvalue() == file.read()


def test_an_expired_photo_has_no_thumbnail(client: Client, query_photo: QueryPhoto) -> None:
    QueryPhoto.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(f"/query-photos/{query_photo.pk}/thumbnail").status_code == 404
