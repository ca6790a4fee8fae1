"""A table's columns tell whose export it is; the merchant may say it instead."""

import pytest

from catalog.ingest.dialects import dialect_of
from catalog.ingest.run import run_import
from catalog.models import FeedDialect, ImportState, Product
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
    assert dialect_of(columns, named="").name == dialect


def test_the_merchant_may_name_it() -> None:
    assert dialect_of(GOOGLE, named=FeedDialect.SHOPIFY).name == "shopify"


@pytest.mark.django_db
def test_the_run_tells_which_it_was(imported: Import) -> None:
    assert imported(table(MUG)).dialect == FeedDialect.GOOGLE


@pytest.mark.django_db
def test_what_is_missing_is_said_in_the_named_dialects_words(upload: Import) -> None:
    run = upload(table(MUG))
    run.dialect = FeedDialect.WOOCOMMERCE
    run.save()
    run_import(run.pk)
    run.refresh_from_db()
    assert run.state == ImportState.FAILED
    assert "lacks the columns type, sku, name, regular_price" in run.reason
    assert "a table of WooCommerce" in run.reason
    assert not Product.objects.exists()
