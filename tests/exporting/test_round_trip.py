"""An export changes nothing where it comes from, and makes equal products elsewhere."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalog.exporting.lines import ExportFormat
from catalog.ingest.categories import CategoryTree
from catalog.ingest.guarded_cells import unguarded
from catalog.models import ImportRun, Merchant, Photo, Product, ProductChange
from tests.exporting.random_products import products
from tests.exporting.round_trip import exported, exported_rows, import_export, products_of

pytestmark = pytest.mark.django_db


def create(merchant: Merchant, values: dict[str, Any], external_id: str) -> Product:
    columns = {name: value for name, value in values.items() if name not in ("category", "photos")}
    category = CategoryTree().resolve(values["category"])
    product = Product.objects.create(
        merchant=merchant, external_id=external_id, category_id=category, **columns
    )
    Photo.objects.bulk_create(Photo(product=product, **photo) for photo in values["photos"])
    return product


def changed_by(run: ImportRun) -> list[object]:
    return list(ProductChange.objects.filter(run_id=run.pk).values_list("before", "photos"))


def ids_with(note: str, rows: list[dict[str, str]]) -> set[str]:
    return {unguarded(row["id"]) for row in rows if note in row["export_note"]}


@pytest.mark.slow
@pytest.mark.parametrize("export_format", ExportFormat)
@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.lists(products(), min_size=1, max_size=6))
def test_import_of_an_export_changes_nothing_here_and_makes_equal_products_elsewhere(
    merchant: Merchant, export_format: ExportFormat, data: list[dict[str, Any]]
) -> None:
    Product.objects.all().delete()
    elsewhere, _ = Merchant.objects.get_or_create(name="Eve", slug="eve", currency="USD")
    for number, values in enumerate(data):
        create(merchant, values, f"{'=' * (number % 2)}00{number}")
    before = products_of(merchant)
    rows = exported_rows(merchant)
    refused = ids_with("An import refuses this row.", rows)
    text = exported(merchant, export_format)
    run = import_export(text, merchant, export_format)
    assert changed_by(run) == []
    assert (run.unchanged, run.invalid) == (len(data) - len(refused), len(refused))
    assert products_of(merchant) == before
    run = import_export(text, elsewhere, export_format)
    found = products_of(elsewhere)
    assert found.keys() == before.keys() - refused
    untold = before.keys() - ids_with(" ", rows)
    assert {name: found[name] for name in untold} == {name: before[name] for name in untold}
