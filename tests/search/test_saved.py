"""Stored photos and searches, until they expire."""

import io
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from catalog.models import QueryPhoto, Search
from catalog.pictures.picture import decode_picture
from catalog.search.expiry import delete_expired
from catalog.search.photos import QueryPhotoGone, load_query_photo, store_query_photo
from catalog.search.query import ExamplePhoto, Filters, SearchQuery, Sort
from catalog.search.saved import SearchGone, load_search, save_search

pytestmark = pytest.mark.django_db


def phone_photo() -> bytes:
    """Return a JPEG whose metadata says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def test_a_stored_photo_has_lost_its_metadata() -> None:
    photo = store_query_photo(decode_picture(phone_photo()))
    with photo.file.open("rb") as file, Image.open(file) as stored:
        assert stored.size == (40, 30)
        assert not stored.getexif()


def test_a_stored_photo_can_be_loaded() -> None:
    photo = store_query_photo(decode_picture(phone_photo()))
    assert load_query_photo(photo.pk).picture.image.getpixel((5, 5)) == pytest.approx(
        (254, 0, 0), abs=4
    )


def test_an_expired_photo_cannot_be_loaded() -> None:
    photo = store_query_photo(decode_picture(phone_photo()))
    QueryPhoto.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(QueryPhotoGone, match="send it again"):
        load_query_photo(photo.pk)


def test_a_photo_without_its_file_cannot_be_loaded() -> None:
    photo = store_query_photo(decode_picture(phone_photo()))
    photo.file.storage.delete(str(photo.file.name))
    with pytest.raises(QueryPhotoGone):
        load_query_photo(photo.pk)


def test_a_saved_search_loads_the_same_query() -> None:
    query = SearchQuery(
        text="in blue",
        exclude=("stripes",),
        image_weight=0.3,
        sort=Sort.PRICE_LOW,
        limit=7,
        offset=14,
        filters=Filters(
            category="clothing",
            price_min=Decimal("1.50"),
            currency="CHF",
            brands=("Acme",),
            attributes={"color": ("red", "blue")},
        ),
    )
    assert load_search(save_search(query).pk) == query


def test_a_search_that_was_saved_without_a_currency_loads() -> None:
    search = save_search(SearchQuery(text="mug"))
    del search.parameters["filters"]["currency"]
    search.save()
    assert load_search(search.pk) == SearchQuery(text="mug")


def test_a_saved_search_keeps_its_photo() -> None:
    search = save_search(SearchQuery(photos=(ExamplePhoto(decode_picture(phone_photo())),)))
    assert load_search(search.pk).photos


def test_saving_a_search_by_a_stored_photo_stores_no_second_photo() -> None:
    photo = store_query_photo(decode_picture(phone_photo()))
    search = save_search(SearchQuery(photos=(load_query_photo(photo.pk),)))
    assert search.photo_id == photo.pk
    assert QueryPhoto.objects.count() == 1


def test_a_photo_is_stored_as_long_as_the_last_search_by_it() -> None:
    photo = store_query_photo(decode_picture(phone_photo()))
    QueryPhoto.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    search = save_search(SearchQuery(photos=(load_query_photo(photo.pk),)))
    photo.refresh_from_db()
    assert photo.expires_at == search.expires_at > timezone.now() + timedelta(hours=23)


def test_saving_a_search_never_shortens_the_life_of_its_photo(settings: Settings) -> None:
    photo = store_query_photo(decode_picture(phone_photo()))
    settings.SHOP_QUERY_PHOTO_HOURS = 1
    save_search(SearchQuery(photos=(load_query_photo(photo.pk),)))
    assert QueryPhoto.objects.get().expires_at == photo.expires_at


def test_a_photo_that_expires_during_its_search_is_not_stored_again() -> None:
    photo = store_query_photo(decode_picture(phone_photo()))
    query = SearchQuery(photos=(load_query_photo(photo.pk),))
    QueryPhoto.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(QueryPhotoGone):
        save_search(query)
    delete_expired()
    assert not QueryPhoto.objects.exists()


def test_an_unknown_or_expired_search_cannot_be_loaded() -> None:
    search = save_search(SearchQuery(text="mug"))
    Search.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for gone in (search.pk, uuid.uuid4()):
        with pytest.raises(SearchGone):
            load_search(gone)
