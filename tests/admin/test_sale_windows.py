"""When a sale is on, on the pages of products."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.admin.sale_note import sale_note
from catalog.models import Merchant, Product
from tests.admin.test_product_pages import save

pytestmark = pytest.mark.django_db
STARTS, ENDS = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 24, 22, 59, tzinfo=UTC)
DATES = {
    "sale_price": "5",
    "sale_starts_0": "2026-12-01",
    "sale_starts_1": "00:00",
    "sale_ends_0": "2026-12-24",
    "sale_ends_1": "22:59",
}


@pytest.fixture
def product(ada: Merchant) -> Product:
    return ada.products.get()


def test_the_page_of_a_product_stores_when_its_sale_is_on(as_ada: Client, product: Product) -> None:
    assert save(as_ada, product, **DATES).status_code == 302
    product.refresh_from_db()
    assert product.sale_price == 5
    assert (product.sale_starts, product.sale_ends) == (STARTS, ENDS)
    assert product.edited_fields == ["price"]
    page = as_ada.get(reverse("admin:catalog_product_change", args=[product.pk]))
    assert "In UTC. Until then" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sale_price": ""}, "Give a sale price, or clear its start and end."),
        ({"sale_ends_0": "2026-11-30"}, "The sale must end after it begins."),
    ],
)
def test_a_sale_without_a_price_or_with_its_end_before_its_start_is_refused(
    as_ada: Client, product: Product, changes: dict[str, str], message: str
) -> None:
    response = save(as_ada, product, **{**DATES, **changes})
    assert response.status_code == 200
    assert message in response.content.decode()


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ((1, 2), "€9.00<br><small>€5.00 from "),
        ((-1, 1), "€5.00<br><small>sale until "),
        ((-2, -1), "€9.00<br><small>sale over since "),
    ],
)
def test_the_list_shows_what_shoppers_pay_and_what_is_to_come(
    as_ada: Client, product: Product, days: tuple[int, int], shown: str
) -> None:
    starts, ends = (timezone.now() + timedelta(days=n) for n in days)
    window = {"sale_price": 5, "sale_starts": starts, "sale_ends": ends}
    Product.objects.filter(pk=product.pk).update(price=9, **window)
    for order in ("", "?o=3", "?o=-3"):
        page = as_ada.get(reverse("admin:catalog_product_changelist") + order)
        assert shown in page.content.decode()


def test_a_sale_that_nothing_will_end_needs_no_note() -> None:
    product = Product(price=Decimal(9), merchant=Merchant())
    assert sale_note(product, ENDS) == ""
    product.sale_price = Decimal(5)
    assert sale_note(product, ENDS) == ""
    product.sale_starts = STARTS
    assert sale_note(product, ENDS) == ""


@pytest.mark.parametrize(
    ("zone", "is_saved"), [("Europe/Berlin", True), ("UTC", True), ("Mars/Olympus", False)]
)
def test_an_operator_chooses_a_merchants_time_zone(
    admin_client: Client, ada: Merchant, zone: str, is_saved: bool
) -> None:
    url = reverse("admin:catalog_merchant_change", args=[ada.pk])
    values = {"name": ada.name, "slug": ada.slug, "currency": "EUR", "language": ada.language,
              "active": "on", "time_zone": zone}  # fmt: skip
    assert (admin_client.post(url, values).status_code == 302) == is_saved
    ada.refresh_from_db()
    assert (ada.time_zone == zone) == (is_saved or zone == "UTC")
