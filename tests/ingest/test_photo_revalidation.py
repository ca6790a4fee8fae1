"""A picture that changes under its address is noticed, and one that does not costs nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from catalog.ingest.photos.retrying import fetch_again
from catalog.ingest.run import run_import
from catalog.models import ImportRun, Photo, Product, ProductIndexing, Revalidation, WorkState
from catalog.models.photo_counts import PhotoCounts, photo_counts
from tests.ingest.conftest import MUG, Import, jpeg, table
from tests.ingest.fetching import fetch_all_due
from tests.ingest.photo_server import Handler, PhotoServer, photo_server

pytestmark = pytest.mark.django_db(transaction=True)
OLD = timedelta(days=8)


class Shop:
    """A server with one picture, which may change."""

    def __init__(self, server: PhotoServer) -> None:
        self.url = server.url("/shoe.jpg")
        self.picture = jpeg("red")
        self.validators = {"ETag": '"1"', "Last_Modified": "Mon, 05 Jan 2026 10:00:00 GMT"}
        self.status = 200
        self.bodies = 0
        server.responses["/shoe.jpg"] = self.respond

    def respond(self, handler: Handler) -> None:
        if self.status != 200:
            handler.reply(self.status)
        elif self.validators and handler.headers["If-None-Match"] == self.validators["ETag"]:
            assert handler.headers["If-Modified-Since"] == self.validators["Last_Modified"]
            handler.reply(304)
        else:
            self.bodies += 1
            handler.reply(200, self.picture, **self.validators)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with photo_server() as server:
        yield Shop(server)


@pytest.fixture
def feed(shop: Shop) -> bytes:
    return table(MUG | {"image_link": shop.url})


@pytest.fixture
def photo(shop: Shop, feed: bytes, imported: Import) -> Photo:
    """A photo that was fetched 8 days ago, of a product that is embedded."""
    imported(feed)
    fetch_all_due()
    Photo.objects.update(checked_at=timezone.now() - OLD)
    ProductIndexing.objects.update(state=WorkState.READY)
    return Photo.objects.get()


def import_and_fetch(upload: Import, feed: bytes) -> ImportRun:
    run = upload(feed)
    run_import(run.pk)
    fetch_all_due()
    run.refresh_from_db()
    return run


def is_embedded() -> bool:
    return ProductIndexing.objects.get().state == WorkState.READY


def was_just_checked(photo: Photo) -> bool:
    recently = timezone.now() - timedelta(minutes=1)
    return photo.checked_at is not None and photo.checked_at > recently


def files(media: Path) -> list[str]:
    return [str(path.relative_to(media)) for path in (media / "photos").rglob("*.jpg")]


def test_a_changed_picture_is_stored_and_embedded_at_the_next_import_after_a_week(
    shop: Shop, photo: Photo, upload: Import, feed: bytes, media: Path
) -> None:
    shop.picture, shop.validators["ETag"] = jpeg("blue"), '"2"'
    run = import_and_fetch(upload, feed)
    after = Photo.objects.get()
    assert after.sha256 != photo.sha256
    assert (after.state, after.revalidation, after.etag) == (WorkState.READY, "", '"2"')
    assert was_just_checked(after)
    assert not is_embedded()
    assert files(media) == [after.file.name]
    assert (run.changed, run.unchanged) == (0, 1), "the row itself is the same"
    assert photo_counts(run) == PhotoCounts(fetched=1)


def test_a_picture_that_has_not_changed_is_neither_sent_nor_embedded_again(
    shop: Shop, photo: Photo, upload: Import, feed: bytes, media: Path
) -> None:
    run = import_and_fetch(upload, feed)
    after = Photo.objects.get()
    assert shop.bodies == 1
    assert (after.sha256, after.file, after.revalidation) == (photo.sha256, photo.file, "")
    assert was_just_checked(after)
    assert is_embedded()
    assert photo_counts(run) == PhotoCounts(fetched=1)


@pytest.mark.parametrize("known", ["source_sha256", "sha256"])
def test_the_same_picture_from_a_server_without_validators_is_not_embedded_again(
    shop: Shop, photo: Photo, upload: Import, feed: bytes, media: Path, known: str
) -> None:
    """Photos of older versions have no hash of the source."""
    shop.validators = {}
    if known == "sha256":
        Photo.objects.update(source_sha256="")
    import_and_fetch(upload, feed)
    assert shop.bodies == 2
    assert is_embedded()
    assert files(media) == [photo.file.name]


def test_a_picture_is_not_asked_for_before_its_time(
    shop: Shop, photo: Photo, upload: Import, feed: bytes
) -> None:
    Photo.objects.update(checked_at=timezone.now() - timedelta(days=6))
    shop.picture, shop.validators = jpeg("blue"), {}
    import_and_fetch(upload, feed)
    assert shop.bodies == 1


def test_the_age_is_a_setting(
    shop: Shop, photo: Photo, upload: Import, feed: bytes, settings: Settings
) -> None:
    settings.SHOP_PHOTO_CHECK_DAYS = 30
    shop.validators = {}
    import_and_fetch(upload, feed)
    assert shop.bodies == 1


def test_a_picture_stays_if_its_address_fails_and_the_run_says_so(
    shop: Shop, photo: Photo, upload: Import, feed: bytes, media: Path
) -> None:
    shop.status = 404
    run = import_and_fetch(upload, feed)
    after = Photo.objects.get()
    assert (after.state, after.file) == (WorkState.READY, photo.file)
    assert after.revalidation == Revalidation.FAILED
    assert "404" in after.reason
    assert is_embedded()
    assert photo_counts(run) == PhotoCounts(kept=1)


def test_a_picture_is_shown_while_its_server_is_tried_again(
    shop: Shop, photo: Photo, upload: Import, feed: bytes
) -> None:
    shop.status = 500
    run = import_and_fetch(upload, feed)
    after = Photo.objects.get()
    assert (after.state, after.file, after.attempts) == (WorkState.READY, photo.file, 1)
    assert photo_counts(run) == PhotoCounts(waiting=1)


def test_fetch_again_compares_a_picture_at_once(shop: Shop, photo: Photo) -> None:
    Photo.objects.update(checked_at=timezone.now())
    shop.picture, shop.validators["ETag"] = jpeg("blue"), '"2"'
    assert fetch_again(Photo.objects.all()) == 1
    fetch_all_due()
    assert Photo.objects.get().sha256 != photo.sha256


def test_a_file_that_was_uploaded_by_hand_is_not_replaced_by_an_import(
    shop: Shop, photo: Photo, upload: Import, feed: bytes
) -> None:
    Photo.objects.update(checked_at=None, etag="", last_modified="", source_sha256="")
    import_and_fetch(upload, feed)
    assert shop.bodies == 1


@pytest.mark.parametrize(("minutes", "fetched"), [(90, 1), (5, 0)])
def test_a_failed_photo_is_fetched_again_when_an_import_names_it_after_an_hour(
    shop: Shop, feed: bytes, upload: Import, minutes: int, fetched: int
) -> None:
    shop.status = 404
    import_and_fetch(upload, feed)
    Photo.objects.update(due_at=timezone.now() - timedelta(minutes=minutes))
    shop.status = 200
    run = import_and_fetch(upload, feed)
    assert photo_counts(run).fetched == fetched
    assert Photo.objects.filter(state=WorkState.READY).count() == fetched


def test_photos_that_a_file_brings_count_for_its_run(
    shop: Shop, feed: bytes, upload: Import
) -> None:
    run = upload(feed)
    run_import(run.pk)
    assert photo_counts(run) == PhotoCounts(waiting=1)
    fetch_all_due()
    assert photo_counts(run) == PhotoCounts(fetched=1)
    assert Product.objects.get().photos.get().import_run == run
