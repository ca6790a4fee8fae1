"""A photo waits while the decoding budget is full; it does not fail."""

from collections.abc import Iterator

import pytest

from catalog.indexing.photo_files import load_picture
from catalog.models import Merchant, Photo, Product, WorkState
from tests.full_budget import full_budget
from tests.ingest.conftest import MUG, Import, jpeg, table, zipped
from tests.ingest.fetching import fetch_all_due
from tests.ingest.photo_server import photo_server
from tests.shop import Make

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def initially_full_budget() -> Iterator[None]:
    with full_budget(seconds=0.5):
        yield


def test_a_fetched_photo_waits_for_the_decoding_budget(
    merchant: Merchant, initially_full_budget: None
) -> None:
    product = Product.objects.create(merchant=merchant, external_id="1", title="Mug", price=9)
    with photo_server() as server:
        photo = Photo.objects.create(product=product, source_url=server.url("/mug.jpg"))
        fetch_all_due()
    photo.refresh_from_db()
    assert (photo.state, photo.reason) == (WorkState.READY, "")


def test_a_photo_in_a_zip_waits_for_the_decoding_budget(
    imported: Import, initially_full_budget: None
) -> None:
    feed = table({**MUG, "image_link": "mug.jpg"})
    run = imported(zipped([("feed.csv", feed), ("mug.jpg", jpeg())]))
    assert not run.outcomes.exists()
    assert Photo.objects.get().state == WorkState.READY


def test_a_photo_being_indexed_waits_for_the_decoding_budget(
    make: Make, initially_full_budget: None
) -> None:
    make("Red cup", "red")
    assert load_picture(Photo.objects.get(), image_size=64).size == (64, 64)
