"""The photos of a run are counted by what became of them."""

import pytest
from django.core.files.base import ContentFile

from catalog.ingest.control import start_import
from catalog.models import ImportRun, Merchant, Photo, Product, Revalidation, WorkState
from catalog.models.photo_counts import PhotoCounts, photo_counts

pytestmark = pytest.mark.django_db
OUTCOMES = {
    "fetched": (WorkState.READY, Revalidation.NONE),
    "kept": (WorkState.READY, Revalidation.FAILED),
    "failed": (WorkState.FAILED, Revalidation.NONE),
    "waiting": (WorkState.PENDING, Revalidation.NONE),
}


@pytest.fixture
def product(merchant: Merchant) -> Product:
    return Product.objects.create(merchant=merchant, external_id="1", title="Mug", price=9)


def new_run(merchant: Merchant) -> ImportRun:
    return start_import(merchant=merchant, user=None, file=ContentFile(b"x"), name="feed.csv")


def add(product: Product, run: ImportRun, state: str, revalidation: str = "") -> None:
    Photo.objects.create(
        product=product,
        import_run=run,
        source_url="https://shop.example/1.jpg",
        state=state,
        revalidation=revalidation,
    )


def test_a_run_without_photos_has_none_to_count(merchant: Merchant) -> None:
    assert photo_counts(new_run(merchant)) == PhotoCounts()


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_photo_is_counted_in_one_outcome(product: Product, name: str) -> None:
    run, other = new_run(product.merchant), new_run(product.merchant)
    add(product, run, *OUTCOMES[name])
    add(product, other, *OUTCOMES["fetched"])
    counts = photo_counts(run)
    assert (getattr(counts, name), counts.total) == (1, 1)


def test_a_ready_photo_waits_while_its_address_is_compared(product: Product) -> None:
    run = new_run(product.merchant)
    add(product, run, WorkState.READY, Revalidation.PENDING)
    assert photo_counts(run) == PhotoCounts(waiting=1)
