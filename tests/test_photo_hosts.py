"""Triggers keep the host of a photo, and make it pending while a photo waits."""

import pytest
from django.db import connection

from catalog.models import Merchant, Photo, PhotoHost, Product, Revalidation, WorkState

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(merchant: Merchant) -> Product:
    return Product.objects.create(merchant=merchant, external_id="1", title="Mug", price=9)


def photo(
    product: Product, url: str = "https://Shop.example:8443/1.jpg?x=/", **fields: str
) -> Photo:
    created = Photo.objects.create(product=product, source_url=url, **fields)
    created.refresh_from_db()
    return created


def test_a_photo_with_an_address_has_a_pending_host(product: Product) -> None:
    host = photo(product).host
    assert host is not None
    assert (host.name, host.merchant, host.state) == (
        "shop.example:8443",
        product.merchant,
        WorkState.PENDING,
    )


def test_photos_of_one_server_share_a_host_and_merchants_do_not(product: Product) -> None:
    other = Merchant.objects.create(name="Bea's", slug="beas")
    others = Product.objects.create(merchant=other, external_id="1", title="Mug", price=9)
    first, second = photo(product), photo(product, "https://shop.example:8443/2.jpg")
    assert first.host == second.host
    assert photo(others).host != first.host


def test_an_uploaded_photo_has_no_host(product: Product) -> None:
    assert photo(product, "").host is None
    assert not PhotoHost.objects.exists()


@pytest.mark.parametrize("name", ["", "nonsense", "x" * 300])
def test_any_address_can_be_stored(product: Product, name: str) -> None:
    host = photo(product, f"https://{name}/1.jpg").host
    assert host is not None
    assert host.name == name[: PhotoHost.MAX_NAME]


@pytest.mark.parametrize(
    "change",
    [
        {"state": WorkState.PENDING},
        {"revalidation": Revalidation.PENDING},
    ],
)
def test_a_photo_that_begins_to_wait_makes_its_host_due(
    product: Product, change: dict[str, str]
) -> None:
    photo(product, state=WorkState.READY)
    PhotoHost.objects.update(state=WorkState.FAILED, attempts=5, reason="No answer.")
    Photo.objects.update(**change)
    host = PhotoHost.objects.get()
    assert (host.state, host.attempts, host.reason) == (WorkState.PENDING, 0, "")
    assert PhotoHost.objects.all().due().exists()


def test_a_new_photo_does_not_end_the_rest_of_a_host_that_does_not_answer(
    product: Product,
) -> None:
    photo(product)
    PhotoHost.objects.update(attempts=2, due_at="2100-01-01T00:00Z")
    photo(product)
    assert not PhotoHost.objects.all().due().exists()


def test_a_photo_that_is_done_leaves_its_host_alone(product: Product) -> None:
    photo(product)
    PhotoHost.objects.update(state=WorkState.READY)
    Photo.objects.update(state=WorkState.READY)
    assert PhotoHost.objects.get().state == WorkState.READY


def test_a_product_that_is_moved_waits_among_the_work_of_its_new_merchant(product: Product) -> None:
    other = Merchant.objects.create(name="Bea's", slug="beas")
    Product.objects.update(merchant=other)
    product.refresh_from_db()
    assert product.indexing.merchant == other


def test_hosts_go_with_their_merchant(product: Product) -> None:
    photo(product)
    product.merchant.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not PhotoHost.objects.exists()
