"""Database triggers requeue a changed product for indexing, and workers claim what is due."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Merchant, Photo, Product, ProductIndexing, WorkState

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=5)


@pytest.fixture
def product() -> Product:
    merchant = Merchant.objects.create(name="Ada's", slug="adas")
    return Product.objects.create(
        merchant=merchant, external_id="1", title="Blue mug", price=Decimal(9)
    )


def mark_ready(product: Product) -> None:
    ProductIndexing.objects.filter(product=product).update(state=WorkState.READY)


def state(product: Product) -> str:
    return ProductIndexing.objects.get(product=product).state


def test_new_product_is_pending(product: Product) -> None:
    assert state(product) == WorkState.PENDING


def test_new_title_makes_the_product_pending(product: Product) -> None:
    mark_ready(product)
    Product.objects.update(title="Green mug")
    assert state(product) == WorkState.PENDING


def test_new_price_leaves_the_product_ready(product: Product) -> None:
    mark_ready(product)
    product.price = Decimal(8)
    product.save()
    assert state(product) == WorkState.READY


def test_photo_makes_its_product_pending_once_it_is_decoded(product: Product) -> None:
    mark_ready(product)
    photo = Photo.objects.create(product=product, source_url="https://shop.example/1.jpg")
    assert state(product) == WorkState.READY
    Photo.objects.filter(pk=photo.pk).update(state=WorkState.READY, sha256="ab")
    assert state(product) == WorkState.PENDING


def test_removed_photo_makes_its_product_pending(product: Product) -> None:
    photo = Photo.objects.create(product=product, state=WorkState.READY, sha256="ab")
    mark_ready(product)
    photo.delete()
    assert state(product) == WorkState.PENDING


def test_deleted_product_leaves_no_pending_row(product: Product) -> None:
    Photo.objects.create(product=product, state=WorkState.READY, sha256="ab")
    product.delete()
    assert not ProductIndexing.objects.exists()


def rename(product: Product) -> None:
    Product.objects.update(title="Green mug")


def replace_photo(product: Product) -> None:
    product.photos.update(sha256="cd")


def remove_photo(product: Product) -> None:
    product.photos.all().delete()


def add_photo(product: Product) -> None:
    Photo.objects.create(product=product, state=WorkState.READY, sha256="cd")


@pytest.mark.parametrize("change", [rename, add_photo, replace_photo, remove_photo])
def test_triggers_and_requeue_reset_a_failed_row_alike(
    product: Product, change: Callable[[Product], None]
) -> None:
    Photo.objects.create(product=product, state=WorkState.READY, sha256="ab")

    def row_after(reset: Callable[[], object]) -> tuple[str, str, int, bool]:
        ProductIndexing.objects.update(
            state=WorkState.FAILED,
            reason="No encoder",
            attempts=3,
            due_at=timezone.now() + timedelta(hours=1),
        )
        reset()
        row = ProductIndexing.objects.get(product=product)
        return row.state, row.reason, row.attempts, row.due_at <= timezone.now()

    requeued = row_after(ProductIndexing.objects.requeue)
    assert requeued == (WorkState.PENDING, "", 0, True)
    assert row_after(lambda: change(product)) == requeued


def test_claimed_row_is_not_claimed_twice(product: Product) -> None:
    assert ProductIndexing.objects.all().claim(10, lease=LEASE).keys == (product.pk,)
    assert ProductIndexing.objects.all().claim(10, lease=LEASE).keys == ()


def test_claim_is_lost_when_the_product_changes(product: Product) -> None:
    claim = ProductIndexing.objects.all().claim(10, lease=LEASE)
    Product.objects.update(description="Now with a lid")
    assert not ProductIndexing.objects.all().held(claim).exists()


def test_lease_of_a_dead_worker_expires(product: Product) -> None:
    ProductIndexing.objects.all().claim(10, lease=LEASE)
    ProductIndexing.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert ProductIndexing.objects.all().claim(10, lease=LEASE).keys == (product.pk,)
    assert ProductIndexing.objects.get().attempts == 2
