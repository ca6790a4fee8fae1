"""A table's columns tell whose export it is; the merchant may say it instead."""

import pytest

from catalog.ingest.dialects.registry import find_dialect
from catalog.ingest.run import run_import
from catalog.models import ImportState, Product
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
def test_it_is_told_by_the_columns(columns: tuple[str, ...], dialect: str) -> None:
    assert find_dialect(columns, name="").name == dialect


def test_the_merchant_may_name_it() -> None:
    assert find_dialect(GOOGLE, name="shopify").name == "shopify"


@pytest.mark.django_db
def test_the_run_tells_which_it_was(imported: Import) -> None:
    assert imported(table(MUG)).dialect == "google"


@pytest.mark.django_db
def test_what_is_missing_is_said_in_the_named_dialects_words(upload: Import) -> None:
    run = upload(table(MUG))
    run.dialect = "woocommerce"
    run.save()
    run_import(run.pk)
    run.refresh_from_db()
    assert run.state == ImportState.FAILED
    assert "lacks the columns type, sku, name, regular_price" in run.reason
    assert "a table of WooCommerce" in run.reason
    assert not Product.objects.exists()
