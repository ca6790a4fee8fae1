"""What a new product has that its row does not state: the same as if the model had created it."""

import pytest

from catalog.models import Merchant, Product
from tests.ingest.conftest import MUG, Import, table

pytestmark = pytest.mark.django_db

OWN = {"id", "external_id", "created_at", "updated_at", "search_document", "identifier_keys"}


def columns(product: Product) -> dict[str, object]:
    fields = product._meta.concrete_fields
    return {field.attname: getattr(product, field.attname) for field in fields}


def test_an_imported_product_has_the_columns_of_one_that_the_model_creates(
    merchant: Merchant, imported: Import
) -> None:
    row = {"id": "mug-1", "title": "Blue mug", "price": "9.50 EUR", "image_link": ""}
    imported(table(row))
    made = Product.objects.create(
        merchant=merchant, external_id="by-hand", title="Blue mug", price="9.50"
    )
    made.refresh_from_db()
    written = columns(Product.objects.get(external_id="mug-1"))
    assert {name: v for name, v in written.items() if name not in OWN} == {
        name: v for name, v in columns(made).items() if name not in OWN
    }


def test_an_imported_product_says_when_it_was_created(imported: Import) -> None:
    imported(table(MUG | {"image_link": ""}))
    product = Product.objects.get()
    run = product.merchant.import_runs.get()
    assert run.finished_at is not None
    assert run.created_at < product.created_at == product.updated_at < run.finished_at


def test_values_that_json_must_escape_are_written_as_they_are(imported: Import) -> None:
    title = 'Mug "für" \\ {braces} %s 🫖'
    imported(table(MUG | {"title": title, "image_link": "", "sale_price": "8.05 EUR"}))
    product = Product.objects.get()
    assert product.title == title
    assert (str(product.price), str(product.sale_price)) == ("9.50", "8.05")
