"""The click log: which product was opened from which search."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from catalog.models import Click, Product, Search
from catalog.search.clicks import record_click
from catalog.search.expiry import delete_expired
from catalog.search.products import ProductGone
from catalog.search.query import SearchQuery
from catalog.search.saved import SearchGone, save_search
from tests.shop import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def search(db: None) -> Search:
    return save_search(SearchQuery(text="mug"))


@pytest.fixture
def mug(make: Make) -> Product:
    return make("Mug")


def test_a_repeated_click_is_recorded_once(search: Search, mug: Product) -> None:
    for _ in range(2):
        record_click(search_id=search.pk, product_id=mug.pk)
    assert [click.product for click in search.clicks.all()] == [mug]


def test_several_products_may_be_opened_from_one_search(search: Search, make: Make) -> None:
    for product in (make("Mug"), make("Cup")):
        record_click(search_id=search.pk, product_id=product.pk)
    assert search.clicks.count() == 2


def test_a_click_on_a_product_not_on_sale_is_refused(search: Search, make: Make) -> None:
    hidden = make("Mug", active=False)
    for product_id in (hidden.pk, 2**62):
        with pytest.raises(ProductGone):
            record_click(search_id=search.pk, product_id=product_id)
    assert not Click.objects.exists()


def test_a_click_for_an_unknown_or_expired_search_is_refused(search: Search, mug: Product) -> None:
    Search.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for gone in (search.pk, uuid.uuid4()):
        with pytest.raises(SearchGone):
            record_click(search_id=gone, product_id=mug.pk)
    assert not Click.objects.exists()


def test_clicks_are_deleted_with_their_search(search: Search, mug: Product) -> None:
    live = save_search(SearchQuery(text="cup"))
    for clicked in (search, live):
        record_click(search_id=clicked.pk, product_id=mug.pk)
    Search.objects.filter(pk=search.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    delete_expired()
    assert Click.objects.get().search == live


def test_clicks_are_deleted_with_their_product(search: Search, mug: Product) -> None:
    record_click(search_id=search.pk, product_id=mug.pk)
    mug.delete()
    assert not Click.objects.exists()
    assert Search.objects.filter(pk=search.pk).exists()


def test_a_switched_off_click_log_records_nothing(
    search: Search, mug: Product, settings: Settings
) -> None:
    settings.SHOP_CLICK_LOG = False
    record_click(search_id=search.pk, product_id=mug.pk)
    assert not Click.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_click_on_a_product_being_deleted_is_refused(search: Search, mug: Product) -> None:
    """The click finds search and product, then waits for the deletion, which has begun."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Search.objects.filter(pk=search.pk).delete()
            click = pool.submit(_click, search.pk, mug.pk)
            _until_somebody_waits()
        with pytest.raises(SearchGone, match="deleted"):
            click.result(timeout=30)
    assert not Click.objects.exists()


def _click(search_id: uuid.UUID, product_id: int) -> None:
    try:
        record_click(search_id=search_id, product_id=product_id)
    finally:
        connection.close()


def _until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        waiting = 0
        while not waiting:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            (waiting,) = cursor.fetchone() or (0,)
