"""When a sale is on is stored as the file says it, whatever the time of the import is."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from catalog.models import ImportRun, Product
from tests.ingest.conftest import Import, Row, table
from tests.ingest.feed_files import json_lines, rss
from tests.ingest.reading import read_feed
from tests.ingest.shopify_export import SHOE

SALE: Row = {
    "id": "S1",
    "title": "Hat",
    "price": "30.00 EUR",
    "sale_price": "20.00 EUR",
    "sale_price_effective_date": "2026-12-01T00:00+0100/2026-12-24T23:59+0100",
    "image_link": "",
}
STARTS = datetime(2026, 11, 30, 23, tzinfo=UTC)
ENDS = datetime(2026, 12, 24, 22, 59, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def values() -> Any:
    names = "sale_price", "sale_starts", "sale_ends"
    return Product.objects.values_list(*names).get()


def messages(run: ImportRun) -> str:
    return " ".join(outcome.message for outcome in run.outcomes.all())


@pytest.mark.parametrize("write", [table, json_lines, rss])
@pytest.mark.django_db
def test_a_sale_is_stored_whether_it_is_over_on_or_to_come(
    imported: Import, write: Callable[..., bytes]
) -> None:
    days = ["2020-01-01/2020-01-31", "2020-01-01/9999-12-31", "2135-01-01/2135-01-31"]
    rows = [SALE | {"id": d, "sale_price_effective_date": d} for d in days]
    imported(write(*rows))
    stored = Product.objects.order_by("id")
    assert [product.sale_price for product in stored] == [20, 20, 20]
    seen = [[p.price_at(utc(year, 1, 10)) for p in stored] for year in (2020, 2027, 2135)]
    assert seen == [[20, 20, 30], [30, 20, 30], [30, 20, 20]]
    assert imported(write(*rows)).unchanged == 3, "nothing depends on the time of the import"


@pytest.mark.django_db
def test_a_file_without_the_column_leaves_the_window_alone(imported: Import) -> None:
    imported(table(SALE))
    run = imported(table({"id": "S1", "price": "31.00 EUR", "sale_price": "20.00 EUR"}))
    assert values() == (20, STARTS, ENDS)
    assert "dates of the sale" not in messages(run)


@pytest.mark.django_db
def test_a_new_sale_price_under_former_dates_is_said(imported: Import) -> None:
    imported(table(SALE))
    run = imported(table({"id": "S1", "sale_price": "19.00 EUR"}))
    assert values() == (19, STARTS, ENDS)
    assert "keeps the ones it has" in messages(run)


@pytest.mark.django_db
def test_an_empty_cell_lets_the_sale_hold_at_any_time(imported: Import) -> None:
    imported(table(SALE))
    imported(table(SALE | {"sale_price_effective_date": ""}))
    assert values() == (20, None, None)


@pytest.mark.parametrize("write", [json_lines, rss])
@pytest.mark.django_db
def test_without_a_header_sales_without_dates_hold_at_any_time(
    imported: Import, write: Callable[..., bytes]
) -> None:
    """XML and JSON leave out what is empty."""
    imported(write(SALE))
    del (row := dict(SALE))["sale_price_effective_date"]
    imported(write(row))
    assert values() == (20, None, None)


@pytest.mark.parametrize("sale", ["", "0.00 EUR", "30.00 EUR", "35.00 EUR"])
@pytest.mark.django_db
def test_a_window_without_a_sale_price_is_not_stored(imported: Import, sale: str) -> None:
    imported(table(SALE | {"sale_price": sale}))
    assert values() == (None, None, None)


@pytest.mark.django_db
def test_the_end_of_a_sale_price_ends_its_window(imported: Import) -> None:
    imported(table(SALE))
    imported(table({"id": "S1", "sale_price": ""}))
    assert values() == (None, None, None)


@pytest.mark.django_db
def test_dates_alone_move_a_sale(imported: Import) -> None:
    imported(table(SALE))
    imported(table({"id": "S1", "sale_price_effective_date": "2027-01-01/2027-01-02"}))
    assert values() == (20, utc(2027, 1, 1), utc(2027, 1, 3))


@pytest.mark.django_db
def test_dates_alone_of_a_product_without_a_sale_are_left_out_and_said(imported: Import) -> None:
    imported(table(SALE | {"sale_price": ""}))
    run = imported(table({"id": "S1", "sale_price_effective_date": "2027-01-01/2027-01-02"}))
    assert values() == (None, None, None)
    assert "has no sale price" in messages(run)


@pytest.mark.django_db
def test_one_date_that_contradicts_the_products_other_is_left_out_and_said(
    imported: Import,
) -> None:
    row = {"Type": "simple", "SKU": "S1", "Name": "Hat", "Regular price": "30", "Sale price": "20",
           "Date sale price starts": "2026-12-01", "Images": ""}  # fmt: skip
    imported(table(row))
    part = {"SKU": "S1", "Regular price": "30", "Date sale price ends": "2026-11-01"}
    run = imported(table(part))
    assert values() == (20, utc(2026, 12, 1), None)
    assert "would end before it begins" in messages(run)


@pytest.mark.django_db
def test_unreadable_dates_leave_the_sale_as_it_was_and_are_said(imported: Import) -> None:
    imported(table(SALE))
    run = imported(
        table(SALE | {"sale_price": "10.00 EUR", "sale_price_effective_date": "03-04-2026/soon"})
    )
    assert values() == (20, STARTS, ENDS)
    assert 'The sale was left out. The date "03-04-2026" cannot be read' in messages(run)


@pytest.mark.django_db
def test_a_new_product_with_unreadable_dates_has_no_sale(imported: Import) -> None:
    imported(table(SALE | {"sale_price_effective_date": "soon"}))
    assert values() == (None, None, None)


@pytest.mark.django_db
def test_the_sale_of_a_shopify_file_is_on(imported: Import) -> None:
    imported(table(SHOE))
    Product.objects.update(sale_starts=STARTS, sale_ends=ENDS)
    imported(table(SHOE))
    assert values() == (49, None, None)


@pytest.mark.django_db
def test_a_locked_price_keeps_its_window(imported: Import) -> None:
    imported(table(SALE))
    Product.objects.update(locked_fields=["price"])
    imported(table(SALE | {"sale_price_effective_date": "2027-01-01/2027-01-02"}))
    assert values() == (20, STARTS, ENDS)


def test_reading_a_feed_looks_at_no_clock() -> None:
    feed = table(SALE | {"sale_price_effective_date": "2020-01-01/2020-01-31"})
    assert read_feed(feed).product.sale_ends == utc(2020, 2, 1)
