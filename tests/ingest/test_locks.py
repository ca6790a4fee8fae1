"""Fields that a merchant has locked are kept from imports, and the report says so."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from catalog.ingest import run as run_module
from catalog.ingest import upsert, writing
from catalog.models import ImportRun, LockableField, Photo, Product
from tests.ingest.conftest import MUG, Import, Row, table

pytestmark = pytest.mark.django_db
mug = MUG | {"image_link": "https://shop.example/1.jpg", "product_type": "Home > Mugs"}
# Another value for each lockable field, or those that belong together.
OTHERS: dict[str, Row] = {
    "title": {"title": "Feed's mug"},
    "description": {"description": "From the feed"},
    "url": {"link": "https://shop.example/mug"},
    "price": {"price": "5.00 USD", "sale_price": "4.00 USD"},
    "availability": {"availability": "out of stock"},
    "category": {"product_type": "Home > Cups"},
    "brand": {"brand": "Feed"},
    "attributes": {"color": "red"},
    "tags": {"custom_label_0": "feed"},
    "group_id": {"item_group_id": "feed"},
    "gtin": {"gtin": "4006381333931"},
    "mpn": {"mpn": "feed"},
    "photos": {"image_link": "https://shop.example/feed.jpg"},
}


def state() -> tuple[object, ...]:
    names = [field.attname for field in Product._meta.concrete_fields]
    own = [name for name in names if name not in ("updated_at", "locked_fields", "edited_fields")]
    return (*Product.objects.values_list(*own).get(), *Photo.objects.values_list("source_url"))


def notes(run: ImportRun) -> list[str]:
    return [problem.message for problem in run.outcomes.filter(severity="note")]


def test_every_lockable_field_of_google_is_tried() -> None:
    assert {*OTHERS, "active"} == {field.value for field in LockableField}


@pytest.mark.parametrize("field", OTHERS)
def test_a_locked_field_keeps_its_value(imported: Import, field: str) -> None:
    imported(table(mug))
    Product.objects.update(locked_fields=[field])
    before = state()
    run = imported(table(mug | OTHERS[field]))
    assert (run.unchanged, run.changed, run.locked) == (1, 0, 1)
    assert state() == before
    label = LockableField(field).label
    assert notes(run) == [f"{label} is locked, so another value was left out."]


@pytest.mark.parametrize("field", OTHERS)
def test_a_field_without_a_lock_is_changed(imported: Import, field: str) -> None:
    imported(table(mug))
    before = state()
    run = imported(table(mug | OTHERS[field]))
    assert (run.unchanged, run.changed, run.locked) == (0, 1, 0)
    assert state() != before


def test_fields_beside_a_locked_one_are_changed(imported: Import) -> None:
    imported(table(mug))
    Product.objects.update(locked_fields=["title"])
    run = imported(table(mug | OTHERS["title"] | OTHERS["brand"]))
    product = Product.objects.get()
    assert (product.title, product.brand) == ("Blue mug", "Feed")
    assert (run.changed, run.locked) == (1, 1)


def test_a_locked_field_with_the_files_value_is_not_mentioned(imported: Import) -> None:
    imported(table(mug))
    Product.objects.update(locked_fields=["title", "photos"])
    run = imported(table(mug | {"price": "1 EUR"}))
    assert (run.changed, run.locked, notes(run)) == (1, 0, [])


def test_replacing_a_value_that_was_edited_by_hand_is_told_once(imported: Import) -> None:
    imported(table(mug))
    Product.objects.update(title="My mug", edited_fields=["title", "brand"])
    run = imported(table(mug))
    (problem,) = run.outcomes.all()
    assert problem.message.startswith("Title was edited by hand")
    product = Product.objects.get()
    assert (product.title, product.edited_fields) == ("Blue mug", ["brand"])
    assert imported(table(mug | {"title": "New mug"})).outcomes.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_field_locked_while_its_batch_is_prepared_keeps_its_value(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_module.run_import(upload(table(mug)).pk)
    before_writing(
        monkeypatch,
        lambda: Product.objects.update(title="My mug", locked_fields=["title"]),
    )
    run_module.run_import(upload(table(mug | {"title": "Feed's mug", "brand": "Feed"})).pk)
    product = Product.objects.get()
    assert (product.title, product.brand) == ("My mug", "Feed")


def before_writing(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    """Do this on another connection, once, when a batch is prepared and not yet written."""
    pending = [work]

    def write_rows(*arguments: object) -> object:
        if pending:
            thread = threading.Thread(target=closing_connection(pending.pop()))
            thread.start()
            thread.join(30)
        return upsert.write_rows(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "write_rows", write_rows)


def closing_connection(work: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        work()
        connection.close()

    return run


@pytest.mark.django_db(transaction=True)
def test_a_product_created_by_hand_during_an_import_is_not_made_twice(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = upload(table(mug))
    before_writing(
        monkeypatch,
        lambda: Product.objects.create(
            merchant_id=started.merchant_id,
            external_id="mug-1",
            title="My mug",
            price=1,
            locked_fields=["title"],
        ),
    )
    run_module.run_import(started.pk)
    product = Product.objects.get()
    assert (product.title, product.price) == ("My mug", Decimal("9.50"))
    started.refresh_from_db()
    assert (started.changed, started.created, started.locked) == (1, 0, 1)
