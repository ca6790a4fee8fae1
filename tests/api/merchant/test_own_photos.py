"""A merchant adds photos to its products as files, lists and deletes them."""

import io
from pathlib import Path

import pytest

from catalog.models import Photo, Product
from tests.api.conftest import body, refused
from tests.api.merchant.conftest import Shopkeeper
from tests.shop import jpeg, upload

pytestmark = pytest.mark.django_db
PHOTOS = "products/M-1/photos/"


@pytest.fixture
def mug(ada: Shopkeeper) -> Product:
    ada.upsert({"external_id": "M-1", "title": "Mug", "price": "9.50"})
    return Product.objects.get()


def test_a_photo_is_decoded_stored_and_shown_at_once(ada: Shopkeeper, mug: Product) -> None:
    answer = ada.post_form(PHOTOS, {"photo": upload(jpeg("red")), "alt": "Side"})
    assert answer.status_code == 201
    photo = Photo.objects.get()
    shown = body(answer)
    assert (shown["id"], shown["alt"], shown["state"]) == (photo.pk, "Side", "ready")
    assert (shown["width"], shown["height"], shown["position"]) == (64, 64, 0)
    assert shown["url"] == f"http://testserver{photo.file.url}"
    assert [one["id"] for one in body(ada.get(PHOTOS))["results"]] == [photo.pk]


def test_photos_follow_each_other_unless_they_have_a_position(
    ada: Shopkeeper, mug: Product
) -> None:
    for position in ("", "", "0"):
        fields = {"photo": upload(jpeg("red"))} | ({"position": position} if position else {})
        ada.post_form(PHOTOS, fields)
    assert [one["position"] for one in body(ada.get(PHOTOS))["results"]] == [0, 0, 1]


def test_a_photo_sent_as_a_file_stays_when_addresses_are_sent(
    ada: Shopkeeper, mug: Product
) -> None:
    ada.post_form(PHOTOS, {"photo": upload(jpeg("red"))})
    ada.upsert({"external_id": "M-1", "photos": [{"source_url": "https://img.example/1.jpg"}]})
    ada.upsert({"external_id": "M-1", "photos": []})
    (kept,) = Photo.objects.all()
    assert (kept.source_url, kept.state) == ("", "ready")


@pytest.mark.parametrize(
    ("data", "status"), [(b"", 422), (b"GIF89a", 422), (b"%PDF-1.4", 415), (jpeg("red")[:300], 422)]
)
def test_what_is_no_photo_is_refused_and_leaves_nothing(
    ada: Shopkeeper, mug: Product, media: Path, data: bytes, status: int
) -> None:
    refused(ada.post_form(PHOTOS, {"photo": upload(data)}), status)
    assert not Photo.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_product_has_a_bounded_number_of_photos(
    ada: Shopkeeper, mug: Product, media: Path
) -> None:
    Photo.objects.bulk_create(Photo(product=mug, position=n) for n in range(21))
    assert (
        "21 photos" in refused(ada.post_form(PHOTOS, {"photo": upload(jpeg("red"))}), 409)["detail"]
    )
    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "fields", [{}, {"photo": "text"}, {"photo": io.BytesIO(b"x"), "position": "-1"}, {"image": "x"}]
)
def test_a_form_without_a_usable_photo_is_refused(
    ada: Shopkeeper, mug: Product, fields: dict[str, object]
) -> None:
    refused(ada.post_form(PHOTOS, fields or {"alt": "x"}), 400)


def test_a_deleted_photo_is_gone(ada: Shopkeeper, mug: Product) -> None:
    photo_id = body(ada.post_form(PHOTOS, {"photo": upload(jpeg("red"))}))["id"]
    assert ada.delete(f"{PHOTOS}{photo_id}/").status_code == 204
    assert not Photo.objects.exists()
    refused(ada.delete(f"{PHOTOS}{photo_id}/"), 404)
