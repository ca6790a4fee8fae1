"""Shopify's export becomes one product per variant."""

from decimal import Decimal

import pytest

from catalog.models import Availability, ImportState, Merchant, Photo, Product
from tests.ingest.conftest import Import, Row, table
from tests.ingest.shopify_export import CDN, MUG, ONE_MORE_PHOTO, RED, SHOE, with_current_columns

pytestmark = pytest.mark.django_db


def product(key: str) -> Product:
    return Product.objects.get(external_id=key)


@pytest.fixture(params=["former columns", "current columns"])
def shop(request: pytest.FixtureRequest, imported: Import, merchant: Merchant) -> Merchant:
    """A merchant who has imported the canvas shoe in two colours, and a mug."""
    merchant.shop_url = "https://adas.example/"
    merchant.save()
    rows = [SHOE, RED, ONE_MORE_PHOTO, MUG]
    if request.param == "current columns":
        rows = [with_current_columns(row) for row in rows]
    run = imported(table(*rows))
    assert (run.state, run.created, run.invalid) == (ImportState.FINISHED, 3, 0)
    return merchant


def test_shopify_variants_inherit_from_the_first_row(shop: Merchant) -> None:
    blue = product("00042")
    assert (blue.title, blue.description, blue.brand) == ("Canvas shoe", "Light & soft", "Ada")
    assert (blue.gtin, blue.group_id) == ("4006381333931", "canvas-shoe")
    assert blue.attributes == {"color": "blue", "size": "42"}
    assert blue.tags == ["summer", "canvas"]
    assert blue.category is not None
    assert blue.category.path == "apparel-accessories/shoes"
    assert blue.url == "https://adas.example/products/canvas-shoe"


def test_shopify_variant_without_sku_is_identified_by_handle_and_options(shop: Merchant) -> None:
    red = product("canvas-shoe/Red/42")
    assert (red.title, red.group_id, red.brand) == ("Canvas shoe", "canvas-shoe", "Ada")
    assert red.attributes == {"color": "red", "size": "42"}
    assert red.gtin == ""


def test_shopify_handles_longer_than_an_id_stay_distinct(imported: Import) -> None:
    """Shopify derives handles from titles, which may be long."""
    handle = "a-very-long-name-" * 12
    rows = [row | {"Handle": handle, "Variant SKU": ""} for row in (SHOE, RED)]
    run = imported(table(*rows, SHOE | {"Handle": handle + "2", "Variant SKU": ""}))
    assert (run.created, run.invalid) == (3, 0)
    assert Product.objects.values("group_id").distinct().count() == 2
    assert imported(table(*rows)).unchanged == 2


def test_shopify_handle_too_long_for_a_url_only_loses_the_link(
    imported: Import, merchant: Merchant
) -> None:
    merchant.shop_url = "https://adas.example/"
    merchant.save()
    run = imported(table(SHOE | {"Handle": "ü" * 1_000}))
    assert run.created == 1
    assert "was left out" in run.outcomes.get().message
    assert Product.objects.get().url == ""


def test_shopify_compare_at_price_is_the_regular_price(shop: Merchant) -> None:
    blue, red = product("00042"), product("canvas-shoe/Red/42")
    assert (blue.price, blue.sale_price) == (Decimal(69), Decimal(49))
    assert (red.price, red.sale_price) == (Decimal(49), None)
    assert blue.currency == shop.currency


def test_shopify_variant_sold_when_out_of_stock_is_a_backorder(shop: Merchant) -> None:
    assert product("00042").availability == Availability.IN_STOCK
    assert product("canvas-shoe/Red/42").availability == Availability.BACKORDER


def test_shopify_variants_show_their_own_photo_before_the_shared_ones(shop: Merchant) -> None:
    def names(key: str) -> list[str]:
        return [photo.source_url.removeprefix(CDN) for photo in product(key).photos.all()]

    assert names("00042") == ["top.jpg", "side.jpg", "sole.jpg"]
    assert names("canvas-shoe/Red/42") == ["red.jpg", "top.jpg", "side.jpg", "sole.jpg"]
    assert Photo.objects.filter(alt="From the side").count() == 2


def test_shopify_variants_do_not_show_photos_of_other_variants(imported: Import) -> None:
    side, top = SHOE["Image Src"], RED["Image Src"]
    imported(table(SHOE | {"Variant Image": side}, RED | {"Variant Image": top}, ONE_MORE_PHOTO))

    def names(key: str) -> list[str]:
        return [photo.source_url for photo in product(key).photos.all()]

    assert names("00042") == [side, CDN + "sole.jpg"]
    assert names("canvas-shoe/Red/42") == [top, CDN + "sole.jpg"]


def test_shopify_product_without_options_has_no_attributes(shop: Merchant) -> None:
    assert product("mug").attributes == {}


@pytest.mark.parametrize(
    ("change", "active"),
    [
        ({"Status": "active", "Published": "true"}, True),
        ({"Status": "draft", "Published": "true"}, False),
        ({"Status": "archived"}, False),
        ({"Status": "active", "Published": "FALSE"}, False),
    ],
)
def test_shopify_status_decides_whether_a_product_is_active(
    imported: Import, change: Row, active: bool
) -> None:
    imported(table(SHOE | change))
    assert product("00042").active is active


@pytest.mark.parametrize(
    ("change", "availability"),
    [
        ({"Variant Inventory Qty": "0"}, Availability.OUT_OF_STOCK),
        ({"Variant Inventory Qty": "-2"}, Availability.OUT_OF_STOCK),
        ({"Variant Inventory Qty": "0", "Variant Inventory Tracker": ""}, Availability.IN_STOCK),
        ({"Variant Inventory Qty": ""}, Availability.IN_STOCK),
    ],
)
def test_shopify_availability_follows_the_inventory(
    imported: Import, change: Row, availability: Availability
) -> None:
    imported(table(SHOE | change))
    assert product("00042").availability == availability


def test_shopify_quantity_counts_without_a_tracker_column(imported: Import) -> None:
    row = {key: cell for key, cell in SHOE.items() if key != "Variant Inventory Tracker"}
    imported(table(row | {"Variant Inventory Qty": "0"}))
    assert product("00042").availability == Availability.OUT_OF_STOCK


def test_a_bad_shopify_variant_does_not_stop_other_rows(imported: Import) -> None:
    run = imported(table(SHOE, RED | {"Variant Price": "free"}, MUG))
    problem = run.outcomes.get(severity="error")
    assert (problem.row, problem.external_id) == (3, "canvas-shoe/Red/42")
    assert (run.created, run.invalid) == (2, 1)


def test_shopify_taxonomy_id_is_no_category(imported: Import) -> None:
    imported(table(SHOE | {"Product Category": "gid://shopify/TaxonomyCategory/aa-8"}))
    category = product("00042").category
    assert category is not None
    assert category.path == "sneakers"


def test_shopify_metafields_become_attributes(imported: Import) -> None:
    column = "Material (product.metafields.shopify.material)"
    imported(table(SHOE | {column: "Canvas", "Google Shopping / Gender": "Unisex"}))
    assert product("00042").attributes | {} == {
        "color": "blue",
        "size": "42",
        "material": "canvas",
        "gender": "unisex",
    }


def test_shopify_import_with_batches_within_a_product_keeps_inherited_cells(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.ingest.run.BATCH_ROWS", 1)
    rows = [SHOE, *(RED | {"Option2 Value": str(size)} for size in range(5)), ONE_MORE_PHOTO]
    run = imported(table(*rows))
    assert run.created == 6
    assert {item.title for item in Product.objects.all()} == {"Canvas shoe"}
