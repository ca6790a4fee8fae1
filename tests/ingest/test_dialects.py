"""The dialect of a table is detected from its columns, or chosen by the merchant."""

import pytest

from catalog.ingest.dialects.registry import dialect_names, find_dialect
from catalog.ingest.run import run_import
from catalog.models import ImportRun, ImportState, Product
from tests.ingest.conftest import MUG, Import, table

GOOGLE = ("id", "title", "price", "image_link")


@pytest.mark.parametrize(
    ("columns", "dialect"),
    [
        (GOOGLE, "google"),
        (("handle", "title", "variant_price", "vendor"), "shopify"),
        (("title", "url_handle", "price", "product_image_url"), "shopify"),
        (("id", "type", "sku", "name", "regular_price"), "woocommerce"),
        ((*GOOGLE, "sku", "type"), "google"),
        (("name", "preis"), "google"),
    ],
)
def test_dialect_is_detected_from_the_columns(columns: tuple[str, ...], dialect: str) -> None:
    assert find_dialect(columns, name="").name == dialect


def test_dialect_chosen_by_the_merchant_is_used() -> None:
    assert find_dialect(GOOGLE, name="shopify").name == "shopify"


def test_dialect_names_are_distinct_and_fit_their_database_column() -> None:
    names = dialect_names()
    limit = ImportRun._meta.get_field("dialect").max_length or 0
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= limit


@pytest.mark.django_db
def test_import_run_records_the_detected_dialect(imported: Import) -> None:
    assert imported(table(MUG)).dialect == "google"


@pytest.mark.django_db
def test_missing_columns_are_those_of_the_chosen_dialect(upload: Import) -> None:
    run = upload(table(MUG))
    run.dialect = "woocommerce"
    run.save()
    run_import(run.pk)
    run.refresh_from_db()
    assert run.state == ImportState.FAILED
    assert "lacks the columns type, sku, name, regular_price" in run.reason
    assert "a table of WooCommerce" in run.reason
    assert not Product.objects.exists()
