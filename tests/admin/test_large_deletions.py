"""Deletions of more rows than a request can delete, or a page list."""

import math
import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.models import Model, QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.admin.deletion import LISTED
from catalog.deletion import pieces
from catalog.deletion.locking import delete_locked
from catalog.deletion.pieces import delete_due, delete_piece
from catalog.models import (
    Category,
    Deletion,
    Feed,
    FeedProducts,
    ImportRun,
    ImportState,
    Merchant,
    Photo,
    Product,
    ProductIndexing,
)
from tests.ingest.feeds import import_feed, mugs
from tests.responses import ClientResponse

pytestmark = pytest.mark.django_db
PRODUCTS = reverse("admin:catalog_product_changelist")


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.deletion.request.AT_ONCE", 20)
    monkeypatch.setattr(pieces, "PIECE_ROWS", 4)


@pytest.fixture
def as_operator(admin_user: Model) -> Client:
    client = Client()
    client.force_login(admin_user)  # type: ignore[arg-type]
    return client


def text_of(response: ClientResponse) -> str:
    return response.content.decode()


def add_products(merchant: Merchant, count: int, **fields: Any) -> list[Product]:
    return Product.objects.bulk_create(
        Product(merchant=merchant, external_id=f"x{n}", title=f"Cup {n}", price=1, **fields)
        for n in range(count)
    )


def delete_url(row: Model) -> str:
    return reverse(f"admin:catalog_{row._meta.model_name}_delete", args=[row.pk])


def delete_selected(client: Client, rows: list[Product], **fields: object) -> Any:
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], **fields}
    return client.post(PRODUCTS, data, follow=True)


def hidden_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page))


def test_the_page_that_asks_counts_all_and_lists_few(as_operator: Client, ada: Merchant) -> None:
    add_products(ada, 30)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = text_of(as_operator.get(delete_url(ada)))
    assert "Products: 31" in page
    assert "Cup 29" not in page
    assert not [q for q in queries if '"catalog_product"."title"' in q["sql"]]


def test_few_rows_are_deleted_at_once(as_ada: Client, ada: Merchant) -> None:
    product = add_products(ada, 1)[0]
    as_ada.post(delete_url(product), {"post": "yes"})
    assert not Product.objects.filter(pk=product.pk).exists()
    assert not Deletion.objects.exists()


def test_a_large_merchant_is_hidden_at_once_and_deleted_by_a_worker(
    as_operator: Client, ada: Merchant, ben: Merchant
) -> None:
    add_products(ada, 30)
    response = as_operator.post(delete_url(ada), {"post": "yes"}, follow=True)
    assert "The merchant “ada” will be deleted in the background" in text_of(response)
    ada.refresh_from_db()
    assert not ada.active
    assert ada.import_runs.get().state == ImportState.CANCELLED
    assert ada.products.count() == 31
    assert delete_due(until=math.inf)
    assert list(Merchant.objects.all()) == [ben]
    assert Product.objects.get().merchant == ben
    assert ImportRun.objects.get().merchant == ben
    assert ImportRun.objects.get().state == ImportState.PENDING
    assert not Deletion.objects.exists()


def test_a_large_merchant_is_deleted_with_its_feeds(
    as_operator: Client, ada: Merchant, ben: Merchant
) -> None:
    ada.import_runs.update(state=ImportState.CANCELLED)
    for number in range(6):
        import_feed(ada, mugs(range(number, 30)), name=f"feed-{number}.csv")
    import_feed(ada, mugs(range(28)), name="feed-0.csv")
    as_operator.post(delete_url(ada), {"post": "yes"})
    assert delete_due(until=math.inf)
    assert list(Merchant.objects.all()) == [ben]
    assert not Feed.objects.exists()
    assert not FeedProducts.objects.exists()


def test_files_of_photos_go_with_a_large_merchant(
    as_operator: Client, ada: Merchant, django_capture_on_commit_callbacks: Any
) -> None:
    product = add_products(ada, 30)[0]
    name = default_storage.save("photos/2026/11/x.jpg", ContentFile(b"jpeg"))
    Photo.objects.create(product=product, file=name)
    as_operator.post(delete_url(ada), {"post": "yes"})
    with django_capture_on_commit_callbacks(execute=True):
        delete_due(until=math.inf)
    assert not default_storage.exists(name)


def test_all_products_that_pass_a_filter_are_deleted_but_none_added_since(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    rows = add_products(ada, 60, active=False)
    url = f"{PRODUCTS}?active__exact=0"
    data = {"action": "delete_selected", "_selected_action": rows[0].pk, "select_across": "1"}
    page = text_of(as_ada.post(url, data | {"index": "0"}))
    assert "60 products" in page
    assert page.count("<li>Cup") == LISTED
    assert f"and {60 - LISTED} more" in page
    fields = hidden_fields(page)
    assert fields["select_across"] == "1"
    late = Product.objects.create(
        merchant=ada, external_id="late", title="Late", price=1, active=False
    )
    response = as_ada.post(url, fields, follow=True)
    assert "60 products will be deleted in the background" in text_of(response)
    assert delete_due(until=math.inf)
    assert set(ada.products.values_list("external_id", flat=True)) == {"ada-1", "late"}
    assert late.pk
    assert ben.products.count() == 1


def test_selected_products_are_deleted_and_others_stay(as_ada: Client, ada: Merchant) -> None:
    rows = add_products(ada, 5)
    fields = hidden_fields(text_of(delete_selected(as_ada, rows[:2], index="0")))
    delete_selected(as_ada, rows[:2], post="yes", last=fields["last"])
    assert ada.products.count() == 4
    assert not Deletion.objects.exists()


@pytest.mark.parametrize("last", ["", "x", "-1", "9" * 5000, "\u0663"])
def test_a_malformed_page_that_asked_deletes_nothing(
    as_ada: Client, ada: Merchant, last: str
) -> None:
    product = ada.products.get()
    assert delete_selected(as_ada, [product], post="yes", last=last).status_code == 400
    assert ada.products.exists()


def test_nobody_deletes_products_of_others(as_ada: Client, ada: Merchant, ben: Merchant) -> None:
    others = add_products(ben, 30)
    delete_selected(as_ada, others[:3], post="yes", select_across="1")
    delete_due(until=math.inf)
    assert ben.products.count() == 31
    assert not ada.products.exists()


def test_who_may_not_delete_photos_may_not_delete_products_with_photos(
    as_ada: Client, ada: Merchant
) -> None:
    group = ada.users.get().groups.get()
    group.permissions.remove(group.permissions.get(codename="delete_photo"))
    product = ada.products.get()
    assert "You may not delete: photo" in text_of(delete_selected(as_ada, [product], index="0"))
    assert delete_selected(as_ada, [product], post="yes").status_code == 403
    assert ada.products.exists()


def test_products_stay_when_their_large_category_is_deleted(
    as_operator: Client, ada: Merchant
) -> None:
    home = Category.objects.create(name="Home", path="home")
    mugs = Category.objects.create(name="Mugs", path="home/mugs", parent=home)
    add_products(ada, 30, category=mugs)
    as_operator.post(delete_url(home), {"post": "yes"})
    assert Category.objects.count() == 2
    assert delete_due(until=math.inf)
    assert not Category.objects.exists()
    assert ada.products.filter(category=None).count() == 31


def test_a_killed_worker_loses_no_piece(
    as_operator: Client, ada: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_products(ada, 30)
    as_operator.post(delete_url(ada), {"post": "yes"})
    deletion = Deletion.objects.get()
    delete_piece(deletion.pk)
    assert ada.products.count() == 27

    def kill(rows: QuerySet[Any]) -> None:
        delete_locked(rows)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(pieces, "delete_locked", kill)
        with pytest.raises(KeyboardInterrupt):
            delete_piece(deletion.pk)
    assert ada.products.count() == 27
    assert delete_due(until=math.inf)
    assert not Product.objects.filter(merchant=ada.pk).exists()
    assert ProductIndexing.objects.count() == Product.objects.count()


def test_a_deletion_that_fails_lets_others_go_on(
    as_operator: Client, ada: Merchant, ben: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    for merchant in (ada, ben):
        add_products(merchant, 30)
        as_operator.post(delete_url(merchant), {"post": "yes"})
    failing = Deletion.objects.get(keys=[ada.pk])
    original = pieces.delete_piece

    def fail(deletion_id: int) -> None:
        if deletion_id == failing.pk:
            raise DatabaseError("deadlock detected")
        original(deletion_id)

    monkeypatch.setattr(pieces, "delete_piece", fail)
    assert delete_due(until=math.inf)
    assert list(Deletion.objects.all()) == [failing]
    assert list(Merchant.objects.all()) == [ada]
