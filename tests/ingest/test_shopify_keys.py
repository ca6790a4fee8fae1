"""Shopify variants that share a SKU stay apart, and are found again in later files."""

from decimal import Decimal

import pytest

from catalog.models import Merchant, Product
from tests.ingest import shopify_export as shopify
from tests.ingest.conftest import Import, Row, table

pytestmark = pytest.mark.django_db


def variant(handle: str, size: str, sku: str, **cells: str) -> Row:
    return {
        "Handle": handle,
        "Title": handle.title(),
        "Vendor": "Rieker",
        "Option1 Name": "Size",
        "Option1 Value": size,
        "Variant SKU": sku,
        "Variant Price": "150.00",
    } | cells


SAME_SKU = b"""\
Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,\
Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,\
Variant Compare At Price,Image Src
boot,Brown boot,<p>Leather</p>,Rieker,Boots,,true,Size,41,N0711,shopify,3,deny,150.00,,https://x.example/b.jpg
boot,,,,,,,Size,42,N0711,shopify,5,deny,150.00,,
boot,,,,,,,Size,43,N0711,shopify,0,deny,150.00,,
lamp,Desk lamp,<p>Lamp</p>,Other,Lamps,,true,Title,Default Title,N0711,shopify,3,deny,20.00,,https://x.example/l.jpg
"""
UNIQUE = [variant("boot", "41", "B41"), variant("boot", "42", "B42"), variant("lamp", "", "L1")]
SHARED = [variant("boot", "41", "B41"), variant("boot", "42", "B41"), variant("lamp", "", "B41")]


def ids() -> dict[str, int]:
    return dict(Product.objects.values_list("external_id", "pk"))


def test_variants_of_one_sku_stay_apart_also_across_products(imported: Import) -> None:
    run = imported(SAME_SKU)
    assert (run.created, run.invalid, run.superseded) == (4, 0, 0)
    found = Product.objects.values_list("external_id", "title", "availability", "price")
    assert set(found) == {
        ("boot/41", "Brown boot", "in_stock", Decimal(150)),
        ("boot/42", "Brown boot", "in_stock", Decimal(150)),
        ("boot/43", "Brown boot", "out_of_stock", Decimal(150)),
        ("lamp", "Desk lamp", "in_stock", Decimal(20)),
    }


def test_the_shared_sku_still_finds_its_variants(imported: Import) -> None:
    imported(SAME_SKU)
    assert set(Product.objects.values_list("mpn", flat=True)) == {"N0711"}


def test_the_same_file_with_shared_skus_changes_nothing(imported: Import) -> None:
    imported(SAME_SKU)
    assert imported(SAME_SKU).unchanged == 4


@pytest.mark.parametrize(
    ("first", "second"), [(SHARED, UNIQUE), (UNIQUE, SHARED)], ids=["no longer", "from now on"]
)
def test_products_are_found_again_whether_skus_repeat_or_not(
    imported: Import, first: list[Row], second: list[Row]
) -> None:
    imported(table(*first))
    before = ids()
    run = imported(table(*second))
    assert (run.created, run.invalid) == (0, 0)
    assert ids() == before


def test_a_file_with_a_part_of_the_variants_finds_those(imported: Import) -> None:
    imported(table(*SHARED))
    before = ids()
    changed = imported(table(variant("boot", "42", "B41", Title="New boot")))
    assert (changed.changed, changed.created) == (1, 0)
    assert Product.objects.get(title="New boot").pk == before["boot/42"]


def test_a_reordered_export_finds_the_same_products(imported: Import) -> None:
    imported(table(*SHARED))
    assert imported(table(*reversed(SHARED))).unchanged == 3


def test_a_renamed_option_keeps_the_products(imported: Import) -> None:
    for rows in (UNIQUE, SHARED):
        Product.objects.all().delete()
        imported(table(*rows))
        renamed = [row | {"Option1 Name": "Fit"} for row in rows]
        assert imported(table(*renamed)).created == 0


def test_a_renamed_value_keeps_the_product_of_an_unshared_sku(imported: Import) -> None:
    imported(table(*UNIQUE))
    before = ids()
    run = imported(table(UNIQUE[0] | {"Option1 Value": "41 wide"}, *UNIQUE[1:]))
    assert (run.created, run.changed) == (0, 1)
    assert ids() == before
    assert imported(table(UNIQUE[0] | {"Option1 Value": "41 wide"})).unchanged == 1


def test_a_corrected_sku_keeps_the_product_and_finds_it(imported: Import) -> None:
    imported(table(*UNIQUE))
    before = ids()
    run = imported(table(UNIQUE[0] | {"Variant SKU": "B41-X"}, *UNIQUE[1:]))
    assert (run.created, run.changed) == (0, 1)
    assert ids() == before
    assert Product.objects.get(pk=before["B41"]).mpn == "B41-X"


def test_swapped_skus_swap_no_products(imported: Import) -> None:
    imported(table(*UNIQUE))
    before = ids()
    imported(table(UNIQUE[0] | {"Variant SKU": "B42"}, UNIQUE[1] | {"Variant SKU": "B41"}))
    assert ids() == before
    assert Product.objects.get(pk=before["B41"]).attributes == {"size": "41"}


def test_a_sku_that_moves_to_a_new_variant_leaves_the_old_variant_alone(imported: Import) -> None:
    imported(table(*UNIQUE))
    before = ids()
    moved = [UNIQUE[0] | {"Variant SKU": "NEW"}, variant("boot", "45", "B41")]
    run = imported(table(*moved))
    assert (run.created, run.invalid) == (1, 0)
    assert Product.objects.get(pk=before["B41"]).attributes == {"size": "41"}
    assert Product.objects.get(external_id="boot/45").attributes == {"size": "45"}


def test_variants_that_only_a_sku_tells_apart_are_kept_apart(imported: Import) -> None:
    rows = [variant("boot", "", sku) for sku in ("S1", "S2", "S3")]
    assert imported(table(*rows)).created == 3
    assert imported(table(*rows)).unchanged == 3


def test_products_made_before_alternate_ids_were_kept_are_not_made_again(
    imported: Import, merchant: Merchant
) -> None:
    imported(table(*UNIQUE))
    Product.objects.update(alternate_id="")
    before = ids()
    run = imported(table(*SHARED))
    assert run.created == 2, "of three rows with this SKU, one made the product"
    assert Product.objects.get(external_id="B41").attributes == {"size": "41"}
    assert before.items() <= ids().items()


def test_a_variant_that_repeats_with_other_values_is_superseded_with_both_rows_named(
    imported: Import,
) -> None:
    run = imported(table(variant("boot", "41", "B41"), variant("boot", "41", "B41", Title="Last")))
    assert (run.created, run.superseded) == (1, 1)
    (problem,) = run.outcomes.filter(message__contains="other values")
    assert (problem.row, problem.severity) == (2, "warning")
    assert problem.message.startswith("Row 3 is the same product")


def test_shopify_columns_without_options_are_matched_by_sku(imported: Import) -> None:
    imported(table(*UNIQUE))
    prices = table({"Handle": "boot", "Variant SKU": "B42", "Variant Price": "99.00"})
    run = imported(prices)
    assert (run.changed, run.invalid) == (1, 0)
    assert Product.objects.get(external_id="B42").price == 99
    assert imported(table(*SHARED)).created == 0, "handle and options are still known"


def test_a_shopify_price_without_compare_at_price_keeps_a_higher_price(imported: Import) -> None:
    imported(table(shopify.SHOE))
    key = {"Handle": "canvas-shoe", "Variant SKU": "00042"}
    imported(table(key | {"Variant Price": "45.00"}))
    product = Product.objects.get()
    assert (product.price, product.sale_price) == (Decimal(69), Decimal(45))
    imported(table(key | {"Variant Price": "75.00"}))
    product.refresh_from_db()
    assert (product.price, product.sale_price) == (Decimal(75), None)
