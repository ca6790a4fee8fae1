"""No photo fails because others are being decoded: it waits for its turn."""

from collections.abc import Iterator

import pytest

from catalog.indexing.photo_files import load_picture
from catalog.ingest.photos.queue import fetch_due_photos
from catalog.models import Merchant, Photo, Product, WorkState
from tests.full_budget import full_budget
from tests.ingest.conftest import MUG, Import, jpeg, table, zipped
from tests.ingest.server import photo_server
from tests.ingest.test_photo_url import LOCAL
from tests.shop import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_at_first() -> Iterator[None]:
    with full_budget(seconds=0.5):
        yield


def test_one_that_is_fetched(merchant: Merchant, full_at_first: None) -> None:
    product = Product.objects.create(merchant=merchant, external_id="1", title="Mug", price=9)
    with photo_server() as server:
        photo = Photo.objects.create(product=product, source_url=server.url("/mug.jpg"))
        assert fetch_due_photos(5, LOCAL) == 1
    photo.refresh_from_db()
    assert (photo.state, photo.reason) == (WorkState.READY, "")


def test_one_in_a_zip(imported: Import, full_at_first: None) -> None:
    feed = table({**MUG, "image_link": "mug.jpg"})
    run = imported(zipped([("feed.csv", feed), ("mug.jpg", jpeg())]))
    assert not run.outcomes.exists()
    assert Photo.objects.get().state == WorkState.READY


def test_one_that_is_embedded(make: Make, full_at_first: None) -> None:
    make("Red cup", "red")
    assert load_picture(Photo.objects.get(), side=64).size == (64, 64)
