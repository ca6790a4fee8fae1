"""WooCommerce's files of some columns, and rows that are known by other ids than their SKU."""

import pytest

from catalog.models import ImportState, Product
from tests.ingest import woocommerce_export as woocommerce
from tests.ingest.conftest import MUG, Import, table

pytestmark = pytest.mark.django_db


def values() -> dict[str, object]:
    names = ("title", "description", "price", "sale_price", "brand", "tags")
    return {**Product.objects.values(*names).get()}


def ids() -> list[tuple[str, str]]:
    return list(Product.objects.values_list("external_id", "alternate_id"))


def test_a_woocommerce_file_of_prices_changes_nothing_else(imported: Import) -> None:
    imported(table(woocommerce.MUG))
    before = values()
    run = imported(table({"SKU": "mug-7", "Regular price": "8,00"}))
    assert (run.state, run.changed) == (ImportState.FINISHED, 1)
    assert values() == before | {"price": 8}


def test_a_translated_woocommerce_file_of_prices_changes_nothing_else(imported: Import) -> None:
    imported(table(woocommerce.MUG))
    before = values()
    run = imported(table({"Artikelnummer": "mug-7", "Regulärer Preis": "8,00", "Marken": ""}))
    assert (run.state, run.changed) == (ImportState.FINISHED, 1)
    assert values() == before | {"price": 8, "brand": ""}


def test_a_google_feed_with_a_column_of_woocommerce_is_googles(imported: Import) -> None:
    run = imported(table(MUG | {"Cena": "5"}))
    assert (run.dialect, run.created) == ("google", 1)


def test_woocommerce_rows_without_sku_and_id_keep_their_products(imported: Import) -> None:
    size = dict.fromkeys(woocommerce.MUG, "") | {"Type": "variation", "Parent": "shoe",
            "Regular price": "49", "Attribute 1 name": "Size"}  # fmt: skip
    rows = [woocommerce.MUG | {"ID": "", "SKU": ""},
            woocommerce.SHOE, size | {"Attribute 1 value(s)": "40"},
            size | {"Attribute 1 value(s)": "41"}]  # fmt: skip
    assert imported(table(*rows)).created == 3
    run = imported(table(*reversed(rows)))
    assert (run.unchanged, run.superseded, run.skipped) == (3, 0, 1)
    assert set(ids()) == {("Mug", "Mug"), ("shoe/40", "shoe/40"), ("shoe/41", "shoe/41")}


def test_a_sku_that_looks_like_the_name_of_a_product_is_not_taken_for_it(imported: Import) -> None:
    named = woocommerce.MUG | {"ID": "", "SKU": ""}
    plate = woocommerce.MUG | {"SKU": "Mug", "Name": "Plate"}
    for rows in ([named, plate], [plate, named]):
        run = imported(table(*rows))
        assert (run.created + run.unchanged, run.superseded, run.invalid) == (2, 0, 0)
    assert set(ids()) == {("Mug", "Mug"), ("7", "7")}


def test_woocommerce_rows_of_one_name_and_no_id_are_one_product(imported: Import) -> None:
    named = woocommerce.MUG | {"ID": "", "SKU": ""}
    run = imported(table(named, named | {"Regular price": "12"}))
    assert (run.created, run.superseded) == (1, 1)


def test_woocommerce_rows_of_one_sku_are_told_apart_by_their_ids(imported: Import) -> None:
    cup = woocommerce.MUG | {"ID": "9", "Name": "Cup"}
    run = imported(table(woocommerce.MUG, cup))
    assert (run.created, run.superseded) == (2, 0)
    run = imported(table(woocommerce.MUG, cup | {"SKU": "cup-9"}))
    assert (run.created, run.invalid) == (0, 0)
    assert set(Product.objects.values_list("title", flat=True)) == {"Mug", "Cup"}


def test_woocommerce_ids_of_another_site_do_not_swap_products(imported: Import) -> None:
    cup = woocommerce.MUG | {"ID": "9", "SKU": "cup-9", "Name": "Cup"}
    imported(table(woocommerce.MUG, cup))
    run = imported(table(woocommerce.MUG | {"ID": "9"}, cup | {"ID": "7"}))
    assert (run.created, run.invalid) == (0, 0)
    new = cup | {"ID": "9", "SKU": "new-1", "Name": "Plate"}
    assert imported(table(new)).created == 1
    found = set(Product.objects.values_list("external_id", "title"))
    assert found == {("mug-7", "Mug"), ("cup-9", "Cup"), ("new-1", "Plate")}


def test_a_woocommerce_row_that_gets_a_sku_keeps_its_product(imported: Import) -> None:
    imported(table(woocommerce.MUG | {"SKU": ""}))
    run = imported(table(woocommerce.MUG))
    assert (run.created, run.changed) == (0, 1)
    assert Product.objects.values_list("external_id", "mpn").get() == ("7", "mug-7")


def test_a_sku_that_looks_like_an_id_is_not_taken_for_it(imported: Import) -> None:
    plate = woocommerce.MUG | {"ID": "300", "SKU": "7", "Name": "Plate"}
    mug = woocommerce.MUG | {"SKU": ""}
    run = imported(table(plate, mug))
    assert (run.created, run.invalid) == (2, 0)
    run = imported(table(mug, plate))
    assert (run.unchanged, run.invalid) == (2, 0)
