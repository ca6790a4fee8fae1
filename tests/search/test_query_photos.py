"""Stored query photos: equal ones share a file, and all together keep within their limit."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from catalog.models import QueryPhoto, QueryPhotoFile, Search
from catalog.pictures.picture import Picture, decode_picture
from catalog.search import photos
from catalog.search.expiry import delete_expired
from catalog.search.photos import (
    QueryPhotoGone,
    extend_query_photo,
    load_query_photo,
    new_expiry,
    store_query_photo,
)
from catalog.search.query import SearchQuery
from catalog.search.saved import SearchGone, load_search, save_search
from tests.shop import jpeg, photo_of

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)


def noise(seed: int) -> Picture:
    """Return a different picture for each seed, all of about the same stored size."""
    pixels = Image.effect_noise((200, 200), 40 + seed).convert("RGB")
    return Picture(pixels, sha256=str(seed))


def stored(media: Path) -> list[Path]:
    return [path for path in media.rglob("*.jpg") if path.is_file()]


def expire(*expired: QueryPhoto) -> None:
    """Let photos expire, and their files unless another photo needs them."""
    past = timezone.now() - timedelta(seconds=1)
    QueryPhoto.objects.filter(pk__in=[photo.pk for photo in expired]).update(expires_at=past)
    for file in QueryPhotoFile.objects.exclude(photos__expires_at__gt=timezone.now()):
        QueryPhotoFile.objects.filter(pk=file.pk).update(expires_at=past)


def test_equal_photos_share_a_file_under_different_ids(media: Path) -> None:
    ids = {store_query_photo(photo_of("red")).pk for _ in range(5)}
    assert len(ids) == 5
    assert len(stored(media)) == 1


def test_appended_bytes_do_not_make_another_photo(media: Path) -> None:
    for number in range(5):
        store_query_photo(decode_picture(jpeg("red") + b"x" * number))
    assert len(stored(media)) == 1


def test_the_file_name_of_a_photo_does_not_reveal_its_id(media: Path) -> None:
    ids = [store_query_photo(photo_of("red")).pk for _ in range(2)]
    (path,) = stored(media)
    assert all(one.hex not in path.name and str(one) not in path.name for one in ids)


@committed
def test_a_photo_file_stays_until_the_last_of_its_photos_expires(media: Path) -> None:
    first, last = (store_query_photo(photo_of("red")) for _ in range(2))
    expire(first)
    delete_expired()
    with pytest.raises(QueryPhotoGone):
        load_query_photo(first.pk)
    assert load_query_photo(last.pk)
    expire(last)
    delete_expired()
    assert stored(media) == []
    assert not QueryPhotoFile.objects.exists()


def test_an_equal_photo_does_not_keep_an_expired_id_alive() -> None:
    first = store_query_photo(photo_of("red"))
    expire(first)
    store_query_photo(photo_of("red"))
    with pytest.raises(QueryPhotoGone):
        load_query_photo(first.pk)
    assert not extend_query_photo(first.pk, until=new_expiry())


def test_a_lost_photo_file_is_stored_again(media: Path) -> None:
    store_query_photo(photo_of("red"))
    for path in stored(media):
        path.unlink()
    assert load_query_photo(store_query_photo(photo_of("red")).pk)


@committed
def test_a_new_photo_does_not_share_a_file_that_is_being_deleted() -> None:
    """Whether the deletion or the new photo comes first, no photo is left without its file."""
    store_query_photo(photo_of("red"))
    asked: list[QueryPhoto] = []

    def ask() -> None:
        asked.append(store_query_photo(photo_of("red")))
        connection.close()

    for _ in range(10):
        expire(*QueryPhoto.objects.all())
        threads = [threading.Thread(target=ask), threading.Thread(target=_sweep)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert load_query_photo(asked[-1].pk)


def _sweep() -> None:
    delete_expired()
    connection.close()


@committed
def test_a_photo_in_use_is_not_deleted() -> None:
    """The sweep skips an expired file that is locked, and finds it live the next time."""
    photo = store_query_photo(photo_of("red"))
    expire(photo)
    with transaction.atomic():
        QueryPhotoFile.objects.select_for_update().get()
        sweeping = threading.Thread(target=_sweep)
        sweeping.start()
        sweeping.join(30)
        assert not sweeping.is_alive()
        QueryPhotoFile.objects.update(expires_at=new_expiry())
    delete_expired()
    assert QueryPhotoFile.objects.exists()


@committed
def test_shoppers_photos_stay_within_their_storage_limit(settings: Settings, media: Path) -> None:
    one = len(noise(0).to_jpeg(max_side=photos.MAX_SIDE))
    settings.SHOP_QUERY_PHOTO_BYTES = 5 * one
    for number in range(20):
        store_query_photo(noise(number))
        assert sum(path.stat().st_size for path in stored(media)) <= 5 * one
    assert len(stored(media)) >= 3


@committed
def test_the_least_recently_used_photo_is_deleted_first(settings: Settings) -> None:
    asked = [store_query_photo(noise(number)) for number in range(3)]
    search = save_search(SearchQuery(photos=(load_query_photo(asked[0].pk),)))
    other = save_search(SearchQuery(photos=(load_query_photo(asked[1].pk),)))
    for photo in (asked[1], asked[2]):
        QueryPhotoFile.objects.filter(photos=photo).update(
            expires_at=timezone.now() + timedelta(hours=1)
        )
    settings.SHOP_QUERY_PHOTO_BYTES = sum(file.size for file in QueryPhotoFile.objects.all())
    store_query_photo(noise(9))
    with pytest.raises(SearchGone):
        load_search(other.pk)
    assert load_search(search.pk).photos
    assert Search.objects.count() == 1


@committed
def test_photos_are_deleted_when_their_limit_is_lowered(settings: Settings, media: Path) -> None:
    for number in range(8):
        store_query_photo(noise(number))
    settings.SHOP_QUERY_PHOTO_BYTES = 0
    delete_expired()
    assert stored(media) == []


def test_one_request_deletes_a_bounded_number_of_photos(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.search.expiry.MAX_DELETED", 2)
    for number in range(6):
        store_query_photo(noise(number))
    settings.SHOP_QUERY_PHOTO_BYTES = 0
    store_query_photo(noise(9))
    assert QueryPhotoFile.objects.count() == 5


def test_a_photo_without_a_row_leaves_no_file(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(QueryPhotoFile.objects, "create", fail)
    with pytest.raises(RuntimeError, match="gone"):
        store_query_photo(photo_of("red"))
    assert stored(media) == []
