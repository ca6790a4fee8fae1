"""Due photos with a web address are fetched, and become ready or failed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Merchant, Photo, PhotoHost, Product, ProductIndexing, WorkState
from tests.ingest.fetching import fetch_all_due
from tests.ingest.photo_server import PhotoServer, photo_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[PhotoServer]:
    with photo_server() as running:
        yield running


@pytest.fixture
def product(merchant: Merchant) -> Product:
    return Product.objects.create(merchant=merchant, external_id="1", title="Mug", price=9)


def fetch(product: Product, url: str) -> Photo:
    photo = Photo.objects.create(product=product, source_url=url)
    fetch_all_due()
    photo.refresh_from_db()
    return photo


def test_a_fetched_photo_is_ready_and_requeues_its_product(
    server: PhotoServer, product: Product
) -> None:
    ProductIndexing.objects.update(state=WorkState.READY)
    photo = fetch(product, server.url("/mug.jpg"))
    assert (photo.state, photo.width) == (WorkState.READY, 64)
    assert ProductIndexing.objects.get().state == WorkState.PENDING


def test_a_photo_address_of_a_web_page_fails_with_a_reason(
    server: PhotoServer, product: Product
) -> None:
    photo = fetch(product, server.url("/page"))
    assert photo.state == WorkState.FAILED
    assert "no usable photo" in photo.reason


def test_a_missing_photo_is_not_fetched_again(server: PhotoServer, product: Product) -> None:
    assert fetch(product, server.url("/gone")).state == WorkState.FAILED
    fetch_all_due()
    assert server.requested == ["/gone"]


def test_a_photo_is_postponed_by_the_retry_after_of_a_busy_server(
    server: PhotoServer, product: Product
) -> None:
    photo = fetch(product, server.url("/busy"))
    assert photo.state == WorkState.PENDING
    wait = photo.due_at - timezone.now()
    assert timedelta(minutes=9) < wait <= timedelta(minutes=10)


def test_a_photo_fails_after_three_attempts_at_a_busy_server(
    server: PhotoServer, product: Product
) -> None:
    photo = fetch(product, server.url("/limited"))
    for _ in range(2):
        Photo.objects.update(due_at=timezone.now())
        PhotoHost.objects.update(due_at=timezone.now())
        fetch_all_due()
    photo.refresh_from_db()
    assert (photo.state, photo.attempts) == (WorkState.FAILED, 3)
    assert "429" in photo.reason


def test_a_photo_whose_worker_died_three_times_fails(server: PhotoServer, product: Product) -> None:
    photo = Photo.objects.create(product=product, source_url=server.url("/mug.jpg"), attempts=3)
    fetch_all_due()
    photo.refresh_from_db()
    assert photo.state == WorkState.FAILED
    assert server.requested == []
