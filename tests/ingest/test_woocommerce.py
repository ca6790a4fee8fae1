"""WooCommerce's export becomes one product per simple product or variation."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Availability, ImportState, Product
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
    ("starts", "ends", "on_sale"), [(-2, -1, False), (-1, 1, True), (1, 2, False)]
)
def test_woocommerce_sale_price_applies_only_between_its_dates(
    imported: Import, starts: int, ends: int, on_sale: bool
) -> None:
    def day(days: int) -> str:
        return (timezone.now() + timedelta(days=days)).date().isoformat()

    dates = {"Date sale price starts": day(starts), "Date sale price ends": day(ends)}
    imported(table(MUG | dates))
    assert (product("mug-7").sale_price is not None) is on_sale


@pytest.mark.parametrize("price", ["1,234", "9.50,00", "free"])
def test_woocommerce_ambiguous_price_is_refused(imported: Import, price: str) -> None:
    run = imported(table(MUG | {"Regular price": price}))
    assert "Write it as 1299.00 EUR" in run.outcomes.get(severity="error").message


def test_woocommerce_apostrophe_before_a_formula_is_removed(imported: Import) -> None:
    imported(table(MUG | {"Name": "'-20% mug", "SKU": "'=7"}))
    assert product("=7").title == "-20% mug"
