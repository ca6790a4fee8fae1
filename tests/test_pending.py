"""The database itself marks products for indexing, whoever changes them."""

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


def settle(product: Product) -> None:
    ProductIndexing.objects.filter(product=product).update(state=WorkState.READY)


def state(product: Product) -> str:
    return ProductIndexing.objects.get(product=product).state


def test_a_new_product_waits_for_indexing(product: Product) -> None:
    assert state(product) == WorkState.PENDING


def test_a_new_wording_waits_for_indexing(product: Product) -> None:
    settle(product)
    Product.objects.update(title="Green mug")
    assert state(product) == WorkState.PENDING


def test_a_new_price_does_not(product: Product) -> None:
    settle(product)
    product.price = Decimal(8)
    product.save()
    assert state(product) == WorkState.READY


def test_a_photo_waits_until_it_is_decoded(product: Product) -> None:
    settle(product)
    photo = Photo.objects.create(product=product, source_url="https://shop.example/1.jpg")
    assert state(product) == WorkState.READY
    Photo.objects.filter(pk=photo.pk).update(state=WorkState.READY, sha256="ab")
    assert state(product) == WorkState.PENDING


def test_a_removed_photo_waits_for_indexing(product: Product) -> None:
    photo = Photo.objects.create(product=product, state=WorkState.READY, sha256="ab")
    settle(product)
    photo.delete()
    assert state(product) == WorkState.PENDING


def test_deleting_a_product_with_photos_leaves_nothing_pending(product: Product) -> None:
    Photo.objects.create(product=product, state=WorkState.READY, sha256="ab")
    product.delete()
    assert not ProductIndexing.objects.exists()


def test_a_claimed_row_is_not_claimed_twice(product: Product) -> None:
    assert ProductIndexing.objects.all().claim(10, lease=LEASE).keys == (product.pk,)
    assert ProductIndexing.objects.all().claim(10, lease=LEASE).keys == ()


def test_a_claim_is_lost_when_the_product_changes_meanwhile(product: Product) -> None:
    claim = ProductIndexing.objects.all().claim(10, lease=LEASE)
    Product.objects.update(description="Now with a lid")
    assert not ProductIndexing.objects.all().held(claim).exists()


def test_a_dead_workers_claim_runs_out(product: Product) -> None:
    ProductIndexing.objects.all().claim(10, lease=LEASE)
    ProductIndexing.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert ProductIndexing.objects.all().claim(10, lease=LEASE).keys == (product.pk,)
    assert ProductIndexing.objects.get().attempts == 2
