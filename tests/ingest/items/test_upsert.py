"""Products that a program sends are cleaned, compared, journalled and written as by an import."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from catalog.ingest.items.outcomes import Result, Upserted
from catalog.ingest.items.rows import row_of
from catalog.ingest.items.runs import begin_run
from catalog.ingest.items.upsert import upsert_items
from catalog.ingest.retention import delete_old_journals, delete_old_requests
from catalog.ingest.run import run_import
from catalog.ingest.undo.start import start_undo
from catalog.models import (
    Category,
    ImportRun,
    ImportState,
    Merchant,
    Photo,
    Product,
    ProductIndexing,
)

pytestmark = pytest.mark.django_db
MUG: Mapping[str, Any] = {"external_id": "M-1", "title": "Mug", "price": Decimal("9.50")}


def upsert(merchant: Merchant, *products: Mapping[str, Any]) -> Upserted:
    rows = [row_of(number, values) for number, values in enumerate(products, start=1)]
    return upsert_items(merchant, rows, name="API")


def results(upserted: Upserted) -> list[str]:
    return [str(upserted.outcomes[number].result) for number in sorted(upserted.outcomes)]


def messages(upserted: Upserted, number: int = 1) -> list[str]:
    return [problem.message for problem in upserted.outcomes[number].problems]


def test_a_product_is_created_and_waits_for_the_encoder(merchant: Merchant) -> None:
    upserted = upsert(merchant, MUG)
    product = Product.objects.get()
    assert results(upserted) == ["created"]
    assert upserted.outcomes[1].product_id == product.pk
    assert (product.title, product.price, product.currency) == ("Mug", Decimal("9.50"), "EUR")
    assert product.availability == "in_stock"
    assert ProductIndexing.objects.get(product=product).state == "pending"


def test_every_field_arrives_cleaned(merchant: Merchant) -> None:
    upsert(
        merchant,
        {
            **MUG,
            "title": "<b>Blue</b>  mug",
            "description": "For&nbsp;tea<br>and milk",
            "url": "//shop.example/mug",
            "sale_price": Decimal(8),
            "availability": "preorder",
            "brand": "Ada &amp; Co",
            "gtin": "4006381333931",
            "mpn": "X1",
            "group_id": "G",
            "category": "Kitchen > Cups",
            "attributes": {"Colour": "Blue"},
            "tags": ["New", "red, white"],
            "active": False,
            "photos": [{"source_url": "https://img.example/1.jpg", "alt": "Side"}],
        },
    )
    product = Product.objects.get()
    assert product.title == "Blue mug"
    assert product.description == "For tea\nand milk"
    assert product.url == "https://shop.example/mug"
    assert (product.sale_price, product.availability) == (Decimal(8), "preorder")
    assert (product.brand, product.gtin, product.mpn) == ("Ada & Co", "4006381333931", "X1")
    assert (product.group_id, product.active) == ("G", False)
    assert product.category == Category.objects.get(path="kitchen/cups")
    assert product.attributes == {"color": "blue"}
    assert product.tags == ["new", "red, white"]
    photo = Photo.objects.get()
    assert (photo.source_url, photo.alt, photo.state) == (
        "https://img.example/1.jpg",
        "Side",
        "pending",
    )


def test_only_given_fields_change(merchant: Merchant) -> None:
    upsert(merchant, {**MUG, "brand": "Ada", "tags": ["new"], "sale_price": Decimal(8)})
    upserted = upsert(merchant, {"external_id": "M-1", "title": "Cup"})
    product = Product.objects.get()
    assert results(upserted) == ["changed"]
    assert (product.title, product.brand, product.tags) == ("Cup", "Ada", ["new"])
    assert (product.price, product.sale_price) == (Decimal("9.50"), Decimal(8))


def test_null_and_empty_values_clear_a_field(merchant: Merchant) -> None:
    full = {**MUG, "brand": "Ada", "tags": ["new"], "category": "Cups", "sale_price": Decimal(8)}
    upsert(merchant, {**full, "attributes": {"color": "blue"}})
    cleared: dict[str, Any] = {"brand": None, "tags": [], "category": "", "attributes": None}
    row = {"external_id": "M-1", "sale_price": None, **cleared}
    assert results(upsert(merchant, row)) == ["changed"]
    product = Product.objects.get()
    assert (product.brand, product.tags, product.attributes) == ("", [], {})
    assert (product.category, product.sale_price) == (None, None)


def test_a_price_alone_stays_in_the_currency_of_its_product(merchant: Merchant) -> None:
    upsert(merchant, {**MUG, "currency": "USD"})
    upsert(merchant, {"external_id": "M-1", "price": Decimal(7)})
    product = Product.objects.get()
    assert (product.price, product.currency) == (Decimal(7), "USD")


def test_a_currency_without_a_price_is_refused(merchant: Merchant) -> None:
    upsert(merchant, MUG)
    upserted = upsert(merchant, {"external_id": "M-1", "currency": "USD"})
    assert results(upserted) == ["refused"]
    assert messages(upserted)[0].startswith("currency is given without price")


def test_the_same_again_writes_nothing_and_leaves_no_run(merchant: Merchant) -> None:
    upsert(merchant, {**MUG, "photos": [{"source_url": "https://img.example/1.jpg"}]})
    before = Product.objects.values().get()
    ImportRun.objects.all().delete()
    upserted = upsert(merchant, {**MUG, "photos": [{"source_url": "https://img.example/1.jpg"}]})
    assert results(upserted) == ["unchanged"]
    assert upserted.run_id is None
    assert not ImportRun.objects.exists()
    assert Product.objects.values().get() == before


def test_one_bad_product_costs_no_other(merchant: Merchant) -> None:
    bad = {"external_id": "M-2", "title": "<p></p>", "price": Decimal(1)}
    upserted = upsert(merchant, MUG, bad, {**MUG, "external_id": "M-3"})
    assert results(upserted) == ["created", "refused", "created"]
    assert messages(upserted, 2) == ["title holds no readable text. Every product needs one."]
    assert set(Product.objects.values_list("external_id", flat=True)) == {"M-1", "M-3"}


def test_a_new_product_without_what_it_needs_is_refused(merchant: Merchant) -> None:
    upserted = upsert(merchant, {"external_id": "M-9", "title": "Mug"})
    assert results(upserted) == ["refused"]
    (message,) = messages(upserted)
    assert message == 'No product has the id "M-9", and what a new one needs is not given: price.'


def test_a_product_sent_twice_loses_no_field_silently(merchant: Merchant) -> None:
    upserted = upsert(merchant, MUG, {**MUG, "title": "Cup"})
    assert results(upserted) == ["refused", "created"]
    assert "a later product of this request" in messages(upserted)[0]
    assert Product.objects.get().title == "Cup"


def test_locked_fields_stay_and_are_named(merchant: Merchant) -> None:
    upsert(merchant, MUG)
    Product.objects.update(locked_fields=["title"])
    upserted = upsert(merchant, {"external_id": "M-1", "title": "Cup"})
    assert results(upserted) == ["unchanged"]
    assert messages(upserted) == ["Title is locked, so another value was left out."]
    assert Product.objects.get().title == "Mug"


def test_an_address_that_is_none_costs_the_photo_only(merchant: Merchant) -> None:
    upserted = upsert(merchant, {**MUG, "photos": [{"source_url": "front.jpg"}]})
    assert results(upserted) == ["created"]
    assert "not a web address" in " ".join(messages(upserted))
    assert not Photo.objects.exists()


def test_ids_of_another_merchant_name_own_products(merchant: Merchant) -> None:
    other = Merchant.objects.create(name="Ben's", slug="bens")
    upsert(other, MUG)
    assert results(upsert(merchant, {**MUG, "title": "Cup"})) == ["created"]
    assert Product.objects.get(merchant=other).title == "Mug"


def test_what_a_program_has_sent_can_be_undone(merchant: Merchant) -> None:
    upsert(merchant, {**MUG, "brand": "Ada"})
    ImportRun.objects.all().delete()
    upsert(merchant, {"external_id": "M-1", "brand": "Ben"}, {**MUG, "external_id": "N"})
    run = ImportRun.objects.get()
    assert (run.state, run.rows_read, run.created, run.changed) == ("finished", 2, 1, 1)
    assert start_undo(run, user=None)
    run_import(run.pk)
    run.refresh_from_db()
    assert run.state == ImportState.UNDONE
    assert Product.objects.get().brand == "Ada"


def test_an_error_in_the_same_transaction_leaves_nothing(merchant: Merchant) -> None:
    class Full(Exception):
        pass

    def fail(_: Upserted) -> None:
        raise Full

    with pytest.raises(Full):
        upsert_items(merchant, [row_of(1, MUG)], name="API", then=fail)
    assert not Product.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_category_deleted_at_the_same_moment_is_made_again(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def begin_after_deletion(*args: Any, **kwargs: Any) -> ImportRun:
        if not tries:
            Category.objects.all().delete()
        tries.append(1)
        return begin_run(*args, **kwargs)

    monkeypatch.setattr("catalog.ingest.items.upsert.begin_run", begin_after_deletion)
    assert results(upsert(merchant, {**MUG, "category": "Cups"})) == [Result.CREATED]
    category = Product.objects.get().category
    assert category is not None
    assert (category.path, len(tries)) == ("cups", 2)


def test_runs_of_requests_go_once_they_cannot_be_undone(merchant: Merchant) -> None:
    upsert(merchant, MUG)
    kept = ImportRun.objects.create(merchant=merchant, original_name="feed.csv", state="finished")
    long_ago = timezone.now() - timedelta(days=settings.SHOP_IMPORT_DAYS, minutes=1)
    assert delete_old_requests() == 0
    ImportRun.objects.update(finished_at=long_ago)
    assert delete_old_requests() == 0  # its journal is there
    delete_old_journals()
    assert delete_old_requests() == 1
    assert ImportRun.objects.get() == kept
    assert Product.objects.exists()
