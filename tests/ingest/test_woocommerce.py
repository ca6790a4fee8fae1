"""WooCommerce's export becomes one product per simple product or variation."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from catalog.models import Availability, ImportState, Merchant, Product
from tests.ingest.conftest import Import, Row, table
from tests.ingest.woocommerce_export import MUG, RED, SHOE, SITE

pytestmark = pytest.mark.django_db


def product(key: str) -> Product:
    return Product.objects.get(external_id=key)


def test_woocommerce_simple_product_is_imported(imported: Import) -> None:
    run = imported(table(MUG))
    mug = product("mug-7")
    assert (run.state, run.outcomes.count()) == (ImportState.FINISHED, 0)
    assert (mug.title, mug.description, mug.brand) == ("Mug", "Holds\ntea", "Ada")
    assert (mug.price, mug.sale_price, mug.currency) == (Decimal("9.50"), Decimal("7.90"), "EUR")
    assert (mug.gtin, mug.group_id, mug.active) == ("4006381333931", "mug-7", True)
    assert mug.attributes == {"material": "stoneware", "color": "blue"}
    assert mug.tags == ["gift", "tea"]
    assert [photo.source_url for photo in mug.photos.all()] == [f"{SITE}mug.jpg", f"{SITE}side.jpg"]


def test_woocommerce_category_is_the_deepest_one(imported: Import) -> None:
    imported(table(MUG))
    category = product("mug-7").category
    assert category is not None
    assert category.path == "home/kitchen-warm/mugs"


@pytest.mark.parametrize("rows", [[SHOE, RED], [RED, SHOE]], ids=["before", "after"])
def test_woocommerce_variation_inherits_from_its_parent(imported: Import, rows: list[Row]) -> None:
    run = imported(table(*rows))
    red = Product.objects.get()
    assert (run.created, run.invalid) == (1, 0)
    assert (red.external_id, red.group_id) == ("21", "shoe")
    assert (red.title, red.description, red.brand) == ("Canvas shoe - Red", "Light", "Ada")
    assert red.attributes == {"color": "red", "material": "canvas"}


@pytest.mark.parametrize(
    ("own", "imported_photo"), [(f"{SITE}red.jpg", f"{SITE}red.jpg"), ("", f"{SITE}shoe.jpg")]
)
def test_woocommerce_variation_without_photo_shows_its_parents(
    imported: Import, own: str, imported_photo: str
) -> None:
    imported(table(SHOE, RED | {"Images": own}))
    assert [photo.source_url for photo in product("21").photos.all()] == [imported_photo]


def test_woocommerce_parent_may_be_referred_to_by_id(imported: Import) -> None:
    imported(table(SHOE | {"SKU": ""}, RED | {"Parent": "id:20"}))
    assert (product("21").group_id, product("21").brand) == ("20", "Ada")


def test_woocommerce_variation_of_a_hidden_parent_is_inactive(imported: Import) -> None:
    imported(table(SHOE | {"Published": "0"}, RED))
    assert product("21").active is False


def test_woocommerce_variation_without_its_parent_is_an_error(imported: Import) -> None:
    run = imported(table(MUG, RED | {"Name": ""}))
    problem = run.outcomes.get(severity="error")
    assert (problem.row, problem.external_id) == (3, "21")
    assert '"shoe" is not in the file' in problem.message


def test_woocommerce_grouped_product_is_left_out_with_a_warning(imported: Import) -> None:
    run = imported(table(MUG | {"Type": "grouped", "Regular price": ""}))
    assert "no price of its own" in run.outcomes.get().message
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("change", "active"),
    [
        ({"Published": "0"}, False),
        ({"Published": "-1"}, False),
        ({"Visibility in catalog": "hidden"}, False),
        ({"Visibility in catalog": "search"}, True),
    ],
)
def test_woocommerce_visibility_decides_whether_a_product_is_active(
    imported: Import, change: Row, active: bool
) -> None:
    imported(table(MUG | change))
    assert product("mug-7").active is active


@pytest.mark.parametrize(
    ("change", "availability"),
    [
        ({"In stock?": "0"}, Availability.OUT_OF_STOCK),
        ({"In stock?": "0", "Backorders allowed?": "notify"}, Availability.BACKORDER),
        ({"In stock?": "backorder"}, Availability.BACKORDER),
        ({"In stock?": ""}, Availability.IN_STOCK),
    ],
)
def test_woocommerce_availability_follows_the_stock(
    imported: Import, change: Row, availability: Availability
) -> None:
    imported(table(MUG | change))
    assert product("mug-7").availability == availability


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("2026-12-01", "2026-12-24"), ("2026-12-01 0:00:00", "2026-12-24 00:00:00")],
)
def test_woocommerce_sale_includes_the_day_it_ends_on(
    imported: Import, merchant: Merchant, starts: str, ends: str
) -> None:
    merchant.time_zone = "Europe/Berlin"
    merchant.save()
    imported(table(MUG | {"Date sale price starts": starts, "Date sale price ends": ends}))
    mug = product("mug-7")
    assert mug.sale_starts == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert mug.sale_ends == datetime(2026, 12, 24, 23, tzinfo=UTC)


def test_woocommerce_sale_may_have_one_date_or_a_time(imported: Import) -> None:
    imported(table(MUG | {"Date sale price ends": "2026-12-24 23:59:59"}))
    mug = product("mug-7")
    assert (mug.sale_starts, mug.sale_ends) == (
        None,
        datetime(2026, 12, 24, 23, 59, 59, tzinfo=UTC),
    )


@pytest.mark.parametrize("price", ["1,234", "9.50,00", "free"])
def test_woocommerce_ambiguous_price_is_refused(imported: Import, price: str) -> None:
    run = imported(table(MUG | {"Regular price": price}))
    assert "Write it as 1299.00 EUR" in run.outcomes.get(severity="error").message


def test_woocommerce_apostrophe_before_a_formula_is_removed(imported: Import) -> None:
    imported(table(MUG | {"Name": "'-20% mug", "SKU": "'=7"}))
    assert product("=7").title == "-20% mug"
