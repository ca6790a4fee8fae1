"""A merchant edits many products at once: selection, form, preview, result and undo."""

import math
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from catalog.editing import pieces
from catalog.editing.pieces import edit_due
from catalog.editing.request import MAX_DRAFTS, delete_old_edits
from catalog.models import (
    BulkEdit,
    BulkEditChange,
    Category,
    Merchant,
    Product,
    ProductIndexing,
    WorkState,
)
from tests.responses import ClientResponse

pytestmark = pytest.mark.django_db
PRODUCTS = reverse("admin:catalog_product_changelist")


def text_of(response: ClientResponse) -> str:
    return response.content.decode()


@pytest.fixture
def mugs(ada: Merchant) -> list[Product]:
    """Three products: at 10 EUR, at 20 EUR on sale for 18 EUR, and at 30 USD."""
    ada.products.all().delete()
    rows = ("10", None, "EUR"), ("20", "18", "EUR"), ("30", None, "USD")
    return [
        Product.objects.create(
            merchant=ada, external_id=f"mug-{n}", title=f"Mug {n}",
            price=Decimal(price), sale_price=sale and Decimal(sale), currency=currency,
            attributes={"color": "blue"}, tags=["sale"], brand="Acme",
        )
        for n, (price, sale, currency) in enumerate(rows)
    ]  # fmt: skip


def select(client: Client, products: list[Product], **fields: object) -> Any:
    keys = [product.pk for product in products]
    data = {"action": "edit_in_bulk", "_selected_action": keys, "index": "0", **fields}
    return client.post(PRODUCTS, data)


def begin(client: Client, products: list[Product]) -> str:
    """Select products. Returns the address of the page of their edit."""
    response = select(client, products)
    assert response.status_code == 302
    return str(response["Location"])


def own_category(mugs: list[Product], name: str) -> Category:
    """A category that the merchant may choose, since one of its products has it."""
    category = Category.objects.create(name=name, path=name.lower())
    Product.objects.create(
        merchant=mugs[0].merchant, external_id=name, title=name, price=1, category=category
    )
    return category


def preview(client: Client, page: str, **fields: object) -> Any:
    return client.post(page, {"currency": "EUR", **fields}, follow=True)


def apply(client: Client, page: str, **fields: object) -> Any:
    """Preview an edit, and apply what the preview shows."""
    shown = preview(client, page, **fields)
    assert not shown.context["form"].errors
    version = shown.context["version"]
    return client.post(page.replace("change/", "apply/"), {"version": version}, follow=True)


def prices(*columns: str) -> list[Any]:
    return list(Product.objects.order_by("external_id").values_list(*(columns or ("price",))))


def test_preview_shows_old_and_new_values_and_changes_nothing(
    as_ada: Client, mugs: list[Product]
) -> None:
    page = begin(as_ada, mugs)
    response = preview(as_ada, page, price_how="lower-percent", price_amount="10")
    found = response.context["preview"]
    assert (found.changed, found.unchanged, found.gone) == (2, 0, 0)
    assert list(found.refusals.values()) == [[mugs[1]]]
    text = text_of(response)
    assert "<del>€10.00</del>" in text
    assert "<ins>€9.00</ins>" in text
    assert "Its sale price would not be below its price." in text
    assert "Change 2 products" in text
    assert prices() == [(10,), (20,), (30,)]


def test_each_product_is_counted_once(as_ada: Client, mugs: list[Product]) -> None:
    page = begin(as_ada, mugs)
    mugs[0].delete()
    Product.objects.filter(pk=mugs[1].pk).update(sale_price=None, price="15")
    response = apply(as_ada, page, price_how="set", price_amount="15")
    edit = response.context["edit"]
    assert (edit.changed, edit.unchanged, edit.refused, edit.gone) == (0, 1, 1, 1)
    assert "Its price is in USD, and the amount in EUR." in text_of(response)
    assert prices() == [(15,), (30,)]


def test_every_field_is_changed_as_by_hand(as_ada: Client, mugs: list[Product]) -> None:
    category = own_category(mugs, "Mugs")
    changes = {
        "availability": "out_of_stock", "active": "no", "category": category.pk,
        "brand": "Other", "added_tags": "New\r\nsale", "removed_tags": "sale",
        "attributes_name": ["Colour", "Frame material"], "attributes_value": ["Red", "Oak"],
        "locks": "on",
    }  # fmt: skip
    apply(as_ada, begin(as_ada, mugs[:1]), **changes)
    product = Product.objects.get(pk=mugs[0].pk)
    assert (product.availability, product.active) == ("out_of_stock", False)
    assert (product.category, product.brand) == (category, "Other")
    assert product.tags == ["new", "sale"]
    assert product.attributes == {"color": "red", "frame_material": "oak"}
    edited = ["availability", "active", "category", "brand", "attributes", "tags"]
    assert product.edited_fields == product.locked_fields == edited
    assert product.updated_at > mugs[0].updated_at
    clear = {"clear_category": "on", "clear_brand": "on", "removed_attributes": "Colour"}
    apply(as_ada, begin(as_ada, mugs[:1]), **clear)
    product.refresh_from_db()
    assert (product.category, product.brand) == (None, "")
    assert product.attributes == {"frame_material": "oak"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"price_how": "raise-percent", "price_amount": "10"}, "11.00"),
        ({"price_how": "raise-percent", "price_amount": "10", "price_ending": "0.99"}, "10.99"),
        ({"price_how": "raise-percent", "price_amount": "15", "price_ending": "0.95"}, "11.95"),
        ({"price_how": "raise-percent", "price_amount": "3.33", "price_ending": "0.00"}, "10.00"),
        ({"price_how": "lower-amount", "price_amount": "9.99", "price_ending": "0.99"}, "0.99"),
        ({"price_how": "raise-amount", "price_amount": "0.01"}, "10.01"),
        ({"price_how": "lower-percent", "price_amount": "33.33"}, "6.67"),
    ],
)
def test_prices_are_rounded_to_cents_or_to_the_nearest_ending(
    as_ada: Client, mugs: list[Product], fields: dict[str, str], expected: str
) -> None:
    apply(as_ada, begin(as_ada, mugs[:1]), **fields)
    mugs[0].refresh_from_db()
    assert str(mugs[0].price) == expected


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"price_how": "lower-amount", "price_amount": "11"}, "It would cost nothing."),
        ({"price_how": "lower-percent", "price_amount": "100"}, "It would cost nothing."),
        ({"sale_how": "set", "sale_amount": "10"}, "Its sale price would not be below its price."),
        ({"price_how": "set", "price_amount": "5", "currency": "USD"}, "the amount in USD."),
        ({"price_how": "raise-amount", "price_amount": "9999999999"}, "would be too high."),
    ],
)
def test_products_for_which_an_edit_makes_no_sense_are_left_as_they_are(
    as_ada: Client, mugs: list[Product], fields: dict[str, str], reason: str
) -> None:
    page = begin(as_ada, mugs[:1])
    shown = preview(as_ada, page, brand="Other", **fields)
    assert reason in text_of(shown)
    assert "Change 1 product" not in text_of(shown)
    result = apply(as_ada, page, brand="Other", **fields)
    assert reason in text_of(result)
    assert result.context["edit"].refused == 1
    assert Product.objects.get(pk=mugs[0].pk).brand == "Acme"


def test_prices_without_decimals_stay_without(as_ada: Client, mugs: list[Product]) -> None:
    Product.objects.filter(pk=mugs[0].pk).update(currency="JPY", price=1250)
    page = begin(as_ada, mugs[:1])
    apply(as_ada, page, price_how="lower-percent", price_amount="3.33")
    assert prices()[0] == (1208,)
    shown = preview(
        as_ada, begin(as_ada, mugs[:1]), price_how="lower-percent", price_amount="10",
        price_ending="0.99",
    )  # fmt: skip
    assert "Prices in JPY have no decimals" in text_of(shown)


def test_sales_are_by_the_merchants_clock_and_end(
    as_ada: Client, ada: Merchant, mugs: list[Product]
) -> None:
    Merchant.objects.filter(pk=ada.pk).update(time_zone="Europe/Berlin")
    window = {"sale_starts": "2026-12-01T00:00", "sale_ends": "2026-12-24T18:30"}
    page = begin(as_ada, mugs[:2])
    assert "In Europe/Berlin." in text_of(as_ada.get(page))
    apply(as_ada, page, sale_how="percent", sale_amount="20", **window)
    columns = "sale_price", "sale_starts__hour", "sale_ends__hour"
    assert prices(*columns)[:2] == [(8, 23, 17), (16, 23, 17)]
    apply(as_ada, begin(as_ada, mugs[:2]), sale_how="clear")
    assert prices("sale_price", "sale_starts")[:2] == [(None, None), (None, None)]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "__all__"),
        ({"locks": "on"}, "__all__"),
        ({"price_how": "set"}, "price_amount"),
        ({"price_how": "set", "price_amount": "0"}, "price_amount"),
        ({"price_amount": "5"}, "price_amount"),
        ({"price_how": "set", "price_amount": "NaN"}, "price_amount"),
        ({"price_how": "raise-percent", "price_amount": "1001"}, "price_amount"),
        ({"price_how": "double"}, "price_how"),
        ({"sale_how": "percent", "sale_amount": "101"}, "sale_amount"),
        ({"sale_starts": "2026-12-01T00:00"}, "sale_how"),
        ({"sale_how": "set", "sale_amount": "1", "sale_ends": "soon"}, "sale_ends"),
        ({"sale_how": "set", "sale_amount": "1", "sale_ends": "0001-01-01T00:00"}, "sale_ends"),
        ({"sale_how": "set", "sale_amount": "1", "sale_ends": "2026-01-01T00:00Z"}, "sale_ends"),
        (
            {"sale_how": "set", "sale_amount": "1", "sale_starts": "2026-12-01T00:00",
             "sale_ends": "2026-12-01T00:00"}, "sale_ends",
        ),
        ({"brand": "x" * 121}, "brand"),
        ({"brand": "a\0b"}, "brand"),
        ({"brand": "x", "clear_brand": "on"}, "brand"),
        ({"category": "x"}, "category"),
        ({"category": "9" * 40}, "category"),
        ({"added_tags": "x" * 101}, "added_tags"),
        ({"attributes_name": ["color"], "attributes_value": [""]}, "attributes"),
        ({"currency": "JPY", "brand": "x"}, "currency"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_on_the_form(
    as_ada: Client, mugs: list[Product], fields: dict[str, object], field: str
) -> None:
    page = begin(as_ada, mugs)
    response = preview(as_ada, page, **fields)
    assert field in response.context["form"].errors
    assert BulkEdit.objects.get().change == {}


def test_only_new_words_are_embedded_again(as_ada: Client, mugs: list[Product]) -> None:
    ProductIndexing.objects.update(state=WorkState.READY)
    price = {"price_how": "raise-percent", "price_amount": "10"}
    apply(as_ada, begin(as_ada, mugs), availability="out_of_stock", added_tags="x", **price)
    assert BulkEdit.objects.get().changed == 3
    assert not ProductIndexing.objects.filter(state=WorkState.PENDING).exists()
    apply(as_ada, begin(as_ada, mugs), brand="Other")
    assert ProductIndexing.objects.filter(state=WorkState.PENDING).count() == 3


def test_what_has_changed_since_the_preview_is_the_base_of_the_edit(
    as_ada: Client, mugs: list[Product]
) -> None:
    page = begin(as_ada, mugs[:1])
    preview(as_ada, page, price_how="raise-percent", price_amount="10")
    Product.objects.filter(pk=mugs[0].pk).update(price=100, brand="New")
    apply(as_ada, page, price_how="raise-percent", price_amount="10")
    assert prices("price", "brand")[0] == (110, "New")


def test_an_edit_that_was_changed_in_another_window_is_not_applied(
    as_ada: Client, mugs: list[Product]
) -> None:
    page = begin(as_ada, mugs)
    first = preview(as_ada, page, brand="One").context["version"]
    preview(as_ada, page, brand="Two")
    response = as_ada.post(page.replace("change/", "apply/"), {"version": first}, follow=True)
    assert "Nothing was applied" in text_of(response)
    assert set(prices("brand")) == {("Acme",)}


def test_an_edit_is_applied_once(as_ada: Client, mugs: list[Product]) -> None:
    page = begin(as_ada, mugs[:1])
    raised = {"price_how": "raise-percent", "price_amount": "10"}
    version = preview(as_ada, page, **raised).context["version"]
    for _ in range(2):
        as_ada.post(page.replace("change/", "apply/"), {"version": version}, follow=True)
    assert prices()[0] == (11,)
    as_ada.post(page, {"currency": "EUR", "brand": "Late"})
    assert BulkEdit.objects.get().change["brand"] is None


def test_undo_restores_what_still_stands(as_ada: Client, mugs: list[Product]) -> None:
    Product.objects.filter(pk=mugs[0].pk).update(edited_fields=["title"], locked_fields=["brand"])
    before = prices("price", "brand", "tags", "edited_fields", "locked_fields", "sale_price")
    page = begin(as_ada, mugs)
    changes = {"brand": "Other", "added_tags": "new", "locks": "on", "price_how": "raise-percent"}
    apply(as_ada, page, price_amount="10", **changes)
    Product.objects.filter(pk=mugs[1].pk).update(brand="By hand")
    mugs[2].delete()
    response = as_ada.post(page.replace("change/", "undo/"), follow=True)
    edit = response.context["edit"]
    assert (edit.state, edit.restored, edit.left_alone, edit.gone_since) == ("undone", 1, 1, 1)
    after = prices("price", "brand", "tags", "edited_fields", "locked_fields", "sale_price")
    assert after[0] == before[0]
    assert after[1] == (20, "By hand", ["sale"], ["brand"], ["brand"], 18)
    assert not BulkEditChange.objects.exists()
    again = as_ada.post(page.replace("change/", "undo/"), follow=True)
    assert "Nothing was undone" in text_of(again)


def test_undo_brings_sales_and_retired_products_back(as_ada: Client, mugs: list[Product]) -> None:
    when = mugs[0].created_at
    window = {"sale_price": 8, "sale_starts": when, "active": False, "retired_at": when}
    Product.objects.filter(pk=mugs[0].pk).update(**window)
    page = begin(as_ada, mugs[:1])
    apply(as_ada, page, sale_how="clear", active="yes")
    columns = "sale_price", "sale_starts", "active", "retired_at"
    assert prices(*columns)[0] == (None, None, True, None)
    as_ada.post(page.replace("change/", "undo/"))
    assert prices(*columns)[0] == (8, when, False, when)


def test_categories_that_were_deleted_meanwhile_are_no_error(
    as_ada: Client, mugs: list[Product]
) -> None:
    old, new = own_category(mugs, "old"), own_category(mugs, "new")
    Product.objects.filter(pk=mugs[0].pk).update(category=old)
    page = begin(as_ada, mugs[:1])
    apply(as_ada, page, category=new.pk)
    Category.objects.filter(pk=old.pk).delete()
    response = as_ada.post(page.replace("change/", "undo/"), follow=True)
    assert response.context["edit"].left_alone == 1
    assert Product.objects.get(pk=mugs[0].pk).category == new
    page = begin(as_ada, mugs[:1])
    version = preview(as_ada, page, category=new.pk, brand="x").context["version"]
    edit = BulkEdit.objects.get(pk=page.split("/")[-3])
    Category.objects.filter(pk=new.pk).delete()
    response = as_ada.post(page.replace("change/", "apply/"), {"version": version}, follow=True)
    edit.refresh_from_db()
    assert edit.refusals == {"The category has been deleted.": {"count": 1, "ids": ["mug-0"]}}


def test_many_products_are_edited_by_workers(
    as_ada: Client, mugs: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.editing.request.AT_ONCE", 2)
    monkeypatch.setattr(pieces, "PIECE_ROWS", 2)
    page = begin(as_ada, mugs)
    response = apply(as_ada, page, brand="Other")
    assert "Being applied" in text_of(response)
    assert 'hx-trigger="every 2s"' in text_of(response)
    assert set(prices("brand")) == {("Acme",)}
    assert edit_due(until=math.inf)
    assert set(prices("brand")) == {("Other",)}
    assert "Applied" in text_of(as_ada.get(page))
    as_ada.post(page.replace("change/", "undo/"))
    assert edit_due(until=math.inf)
    assert set(prices("brand")) == {("Acme",)}
    assert BulkEdit.objects.get().restored == 3


def test_a_killed_worker_applies_no_piece_twice(
    as_ada: Client, mugs: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.editing.request.AT_ONCE", 0)
    monkeypatch.setattr(pieces, "PIECE_ROWS", 2)
    page = begin(as_ada, mugs)
    raised = {"price_how": "raise-percent", "price_amount": "10", "sale_how": "clear"}
    apply(as_ada, page, **raised)
    edit = BulkEdit.objects.get()
    pieces.do_piece(edit.pk)

    def kill(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(pieces, "_count", kill)
        with pytest.raises(KeyboardInterrupt):
            pieces.do_piece(edit.pk)
    assert edit_due(until=math.inf)
    assert prices() == [(11,), (22,), (33,)]
    edit.refresh_from_db()
    assert edit.changed == 3


def test_selecting_all_pages_edits_what_passes_the_filter(
    as_ada: Client, mugs: list[Product], ben: Merchant
) -> None:
    Product.objects.filter(pk=mugs[2].pk).update(active=False)
    ben.products.update(active=False)
    data = {"action": "edit_in_bulk", "_selected_action": mugs[2].pk, "select_across": "1"}
    page = as_ada.post(f"{PRODUCTS}?active__exact=0", data | {"index": "0"})["Location"]
    late = {"merchant": mugs[0].merchant, "active": False, "price": 1}
    Product.objects.create(external_id="late", title="Late", brand="Late", **late)
    apply(as_ada, page, brand="Other")
    assert set(prices("external_id", "brand")) == {
        ("mug-0", "Acme"), ("mug-1", "Acme"), ("mug-2", "Other"), ("late", "Late"), ("ben-1", ""),
    }  # fmt: skip


def test_nobody_sees_or_changes_products_of_others(
    as_ada: Client, mugs: list[Product], ben: Merchant
) -> None:
    select(as_ada, [ben.products.get()])
    assert not BulkEdit.objects.exists()
    foreign = BulkEdit.objects.create(merchant=ben, keys=[ben.products.get().pk])
    page = reverse("admin:catalog_bulkedit_change", args=[foreign.pk])
    assert as_ada.get(page).status_code in (302, 404)
    assert as_ada.post(page, {"currency": "EUR", "brand": "x"}).status_code in (302, 404)
    for name in ("apply", "undo"):
        assert as_ada.post(page.replace("change/", f"{name}/")).status_code == 404
    listed = as_ada.get(reverse("admin:catalog_bulkedit_changelist"))
    assert listed.context["cl"].result_count == 0
    own = BulkEdit.objects.create(merchant=mugs[0].merchant, keys=[ben.products.get().pk])
    result = apply(as_ada, reverse("admin:catalog_bulkedit_change", args=[own.pk]), brand="Stolen")
    assert result.context["edit"].gone == 1
    assert ben.products.get().brand == ""


def test_products_of_several_merchants_are_refused(
    admin_client: Client, ada: Merchant, ben: Merchant
) -> None:
    select(admin_client, [ada.products.get(), ben.products.get()])
    assert "Select products of one merchant" in text_of(admin_client.get(PRODUCTS))
    assert not BulkEdit.objects.exists()


def test_who_may_not_change_products_edits_none(as_ada: Client, mugs: list[Product]) -> None:
    page = begin(as_ada, mugs)
    version = preview(as_ada, page, brand="x").context["version"]
    group = mugs[0].merchant.users.get().groups.get()
    group.permissions.remove(group.permissions.get(codename="change_product"))
    apply_url = page.replace("change/", "apply/")
    assert as_ada.post(apply_url, {"version": version}).status_code == 403
    assert as_ada.post(page, {"currency": "EUR", "brand": "y"}).status_code == 403
    assert "Edit in bulk" not in text_of(as_ada.get(PRODUCTS))
    select(as_ada, mugs)
    assert BulkEdit.objects.count() == 1
    assert set(prices("brand")) == {("Acme",)}


def test_old_drafts_and_edits_go_with_what_undoing_them_needs(
    as_ada: Client, mugs: list[Product], settings: Settings
) -> None:
    apply(as_ada, begin(as_ada, mugs), brand="Other")
    begin(as_ada, mugs)
    delete_old_edits()
    assert BulkEdit.objects.count() == 2
    assert BulkEditChange.objects.count() == 3
    BulkEdit.objects.update(created_at=timezone.now() - timedelta(days=2))
    delete_old_edits()
    assert BulkEdit.objects.get().state == "applied"
    settings.SHOP_IMPORT_DAYS = 0
    delete_old_edits()
    assert not BulkEdit.objects.exists()
    assert not BulkEditChange.objects.exists()
    assert set(prices("brand")) == {("Other",)}


def test_a_user_has_a_few_drafts_at_most(as_ada: Client, mugs: list[Product]) -> None:
    pages = [begin(as_ada, mugs) for _ in range(MAX_DRAFTS + 2)]
    assert BulkEdit.objects.count() == MAX_DRAFTS
    assert as_ada.get(pages[-1]).status_code == 200


def test_a_merchant_is_deleted_with_its_bulk_edits(
    admin_client: Client, as_ada: Client, mugs: list[Product]
) -> None:
    apply(as_ada, begin(as_ada, mugs), brand="Other")
    merchant = mugs[0].merchant
    page = reverse("admin:catalog_merchant_delete", args=[merchant.pk])
    assert admin_client.post(page, {"post": "yes"}).status_code == 302
    assert not Merchant.objects.filter(pk=merchant.pk).exists()
    assert not BulkEditChange.objects.exists()
