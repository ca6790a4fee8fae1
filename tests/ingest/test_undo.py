"""Undoing an import: products have their earlier values again, unless these have changed since."""

from decimal import Decimal

import pytest

from catalog.ingest.undo.start import can_undo, expect
from catalog.models import (
    Category,
    Product,
    ProductIndexing,
    WorkState,
)
from tests.ingest.conftest import MUG, Import, Row, table
from tests.ingest.undoing import Undone, counts, left, state, undone

pytestmark = pytest.mark.django_db
mug = MUG | {"image_link": "https://shop.example/1.jpg", "product_type": "Home > Mugs"}
# Another value of each field that Google's columns state.
OTHERS: dict[str, Row] = {
    "Title": {"title": "Feed's mug"},
    "Description": {"description": "From the feed"},
    "URL": {"link": "https://shop.example/mug"},
    "Price, sale price and currency": {"price": "5.00 USD", "sale_price": "4.00 USD"},
    "Availability": {"availability": "out of stock"},
    "Category": {"product_type": "Home > Cups"},
    "Brand": {"brand": "Feed"},
    "Attributes": {"color": "red"},
    "Tags": {"custom_label_0": "feed"},
    "Group id": {"item_group_id": "feed"},
    "GTIN": {"gtin": "4006381333931"},
    "MPN": {"mpn": "feed"},
    "Photos": {"image_link": "https://shop.example/feed.jpg"},
}
__all__ = ["undone"]


def test_undoing_a_first_import_deletes_what_it_created_and_keeps_categories(
    imported: Import, undone: Undone
) -> None:
    undo = undone(imported(table(mug, mug | {"id": "mug-2"})))
    assert counts(undo) == (0, 2, 0, 0)
    assert not Product.objects.exists()
    assert Category.objects.filter(path="home/mugs").exists()


@pytest.mark.parametrize("field", OTHERS)
def test_a_changed_field_gets_its_earlier_value_back(
    imported: Import, undone: Undone, field: str
) -> None:
    imported(table(mug))
    before = state()
    run = imported(table(mug | OTHERS[field]))
    assert run.changed == 1
    assert state() != before
    assert counts(undone(run)) == (1, 0, 0, 0)
    assert state() == before
    assert left() == {}


def columns() -> dict[str, object]:
    names = (f.attname for f in Product._meta.concrete_fields if not f.generated)
    return {
        name: value
        for name, value in Product.objects.values(*names)[0].items()
        if name != "updated_at"
    }


BY_HAND: dict[str, dict[str, object]] = {
    "Title": {"title": "My mug"},
    "Description": {"description": "Mine"},
    "URL": {"url": "https://shop.example/mine"},
    "Price, sale price and currency": {"price": Decimal("7.00")},
    "Availability": {"availability": "preorder"},
    "Category": {"category_id": None},
    "Brand": {"brand": "Mine"},
    "Attributes": {"attributes": {"color": "red", "size": "XL"}},
    "Tags": {"tags": ["mine"]},
    "Group id": {"group_id": "mine"},
    "GTIN": {"gtin": "1"},
    "MPN": {"mpn": "mine"},
}


@pytest.mark.parametrize("field", BY_HAND)
def test_a_field_that_was_changed_since_is_left_alone_and_named(
    imported: Import, undone: Undone, field: str
) -> None:
    """And the other fields are restored."""
    imported(table(mug))
    before = columns()
    everything = {column: value for row in OTHERS.values() for column, value in row.items()}
    run = imported(table(mug | everything))
    Product.objects.update(**BY_HAND[field])
    written = columns()
    assert counts(undone(run)) == (0, 0, 1, 0)
    assert left() == {"mug-1": [field]}
    price = {"price", "sale_price", "currency"} if "price" in BY_HAND[field] else set()
    kept = {name: written[name] for name in {*BY_HAND[field], *price}}
    assert columns() == before | kept


def test_a_price_that_came_back_by_a_later_run_is_left_alone(
    imported: Import, undone: Undone
) -> None:
    imported(table(mug))
    first = imported(table(mug | {"price": "5"}))
    imported(table(mug | {"price": "6"}))
    imported(table(mug | {"price": "5"}))
    assert counts(undone(first)) == (0, 0, 1, 0)
    assert Product.objects.get().price == 5


@pytest.mark.parametrize("newest_first", [True, False])
def test_runs_over_each_other_can_be_undone_in_any_order(
    imported: Import, undone: Undone, newest_first: bool
) -> None:
    imported(table(mug))
    before = state()
    runs = [imported(table(mug | {"price": f"{price}", "brand": "Feed"})) for price in (5, 6, 7)]
    for run in reversed(runs) if newest_first else runs:
        undone(run)
    assert state() == before


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_product_that_a_later_run_changed_goes_when_both_are_undone(
    imported: Import, undone: Undone, newest_first: bool
) -> None:
    runs = [imported(table(mug | {"price": f"{price}"})) for price in (5, 6)]
    undos = [undone(run) for run in (reversed(runs) if newest_first else runs)]
    assert not Product.objects.exists()
    first, second = (1, 0, 0, 0), (0, 1, 0, 0)
    assert [counts(undo) for undo in undos] == [first if newest_first else (0, 0, 1, 0), second]


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_value_set_by_hand_between_two_runs_comes_back(
    imported: Import, undone: Undone, newest_first: bool
) -> None:
    imported(table(mug))
    first = imported(table(mug | {"title": "A", "price": "5"}))
    Product.objects.update(title="By hand")
    second = imported(table(mug | {"title": "B", "price": "6"}))
    for run in (second, first) if newest_first else (first, second):
        undone(run)
    product = Product.objects.get()
    assert (product.title, product.price) == ("By hand", Decimal("9.50"))


def test_a_created_product_that_was_edited_stays_as_it_is(imported: Import, undone: Undone) -> None:
    run = imported(table(mug, mug | {"id": "mug-2"}))
    Product.objects.filter(external_id="mug-1").update(title="My mug", price=1)
    assert counts(undone(run)) == (0, 1, 1, 0)
    assert left() == {"mug-1": ["Price, sale price and currency", "Title"]}
    assert Product.objects.get().title == "My mug"


def test_a_created_product_with_a_lock_stays(imported: Import, undone: Undone) -> None:
    run = imported(table(mug))
    Product.objects.update(locked_fields=["brand"])
    assert counts(undone(run)) == (0, 0, 1, 0)
    assert left() == {"mug-1": ["Brand"]}


def test_a_field_that_was_locked_since_stays(imported: Import, undone: Undone) -> None:
    imported(table(mug))
    run = imported(table(mug | {"title": "Feed's mug", "price": "5"}))
    Product.objects.update(locked_fields=["title"])
    assert counts(undone(run)) == (0, 0, 1, 0)
    product = Product.objects.get()
    assert (product.title, product.price) == ("Feed's mug", Decimal("9.50"))
    assert left() == {"mug-1": ["Title"]}


def test_a_product_that_was_deleted_since_is_counted_as_gone(
    imported: Import, undone: Undone
) -> None:
    imported(table(mug))
    run = imported(table(mug | {"price": "5"}, mug | {"id": "mug-2"}))
    Product.objects.all().delete()
    assert counts(undone(run)) == (0, 0, 0, 2)


def test_an_edit_by_hand_that_the_run_replaced_counts_as_edited_again(
    imported: Import, undone: Undone
) -> None:
    imported(table(mug))
    Product.objects.update(title="My mug", edited_fields=["title", "brand"])
    run = imported(table(mug))
    assert Product.objects.get().edited_fields == ["brand"]
    undone(run)
    product = Product.objects.get()
    assert (product.title, sorted(product.edited_fields)) == ("My mug", ["brand", "title"])


def test_a_category_that_was_deleted_since_does_not_come_back(
    imported: Import, undone: Undone
) -> None:
    imported(table(mug))
    run = imported(table(mug | {"product_type": "Home > Cups", "price": "5"}))
    Category.objects.filter(path="home/mugs").delete()
    assert counts(undone(run)) == (1, 0, 0, 0)
    product = Product.objects.get()
    assert (product.category, product.price) == (None, Decimal("9.50"))


def test_restored_words_are_embedded_again_and_restored_prices_are_not(
    imported: Import, undone: Undone
) -> None:
    imported(table(mug, mug | {"id": "mug-2"}))
    run = imported(table(mug | {"price": "5"}, mug | {"id": "mug-2", "title": "Cup"}))
    ProductIndexing.objects.update(state=WorkState.READY)
    assert counts(undone(run)) == (2, 0, 0, 0)
    pending = ProductIndexing.objects.filter(state=WorkState.PENDING)
    assert [work.product.external_id for work in pending] == ["mug-2"]


def test_an_unchanged_product_is_not_in_the_journal(imported: Import) -> None:
    imported(table(mug))
    run = imported(table(mug))
    assert run.unchanged == 1
    assert not can_undo(run)


def test_the_expected_outcome_is_what_an_undo_does(imported: Import, undone: Undone) -> None:
    imported(table(mug, mug | {"id": "locked"}))
    rows = [mug | {"id": name} for name in ("new", "edited", "gone")]
    run = imported(table(mug | {"price": "5"}, mug | {"id": "locked", "title": "Cup"}, *rows))
    Product.objects.filter(external_id="locked").update(locked_fields=["title"])
    Product.objects.filter(external_id="edited").update(brand="Mine")
    Product.objects.filter(external_id="gone").delete()
    expected = expect(run)
    assert (expected.total, expected.judged) == (5, 5)
    assert counts(undone(run)) == (1, 1, 2, 1)
    assert (expected.restored, expected.deleted, expected.left_alone, expected.gone) == (1, 1, 2, 1)
