"""Sale dates on the page of a product are read and shown by its merchant's clock."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from catalog.admin.sale_note import sale_note
from catalog.models import Merchant, Product
from tests.admin.test_product_pages import fields, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(ada: Merchant) -> Product:
    ada.time_zone = "Europe/Berlin"
    ada.save()
    return ada.products.get()


def dates(starts: str, ends: str) -> dict[str, str]:
    keys = "sale_starts_0", "sale_starts_1", "sale_ends_0", "sale_ends_1"
    return {"sale_price": "5", **dict(zip(keys, [*starts.split(), *ends.split()], strict=True))}


def page_of(client: Client, product: Product) -> str:
    return client.get(reverse("admin:catalog_product_change", args=[product.pk])).content.decode()


def test_dates_are_read_and_shown_in_the_merchants_time_zone(
    as_ada: Client, product: Product
) -> None:
    save(as_ada, product, **dates("2026-12-01 00:00", "2027-07-01 00:00"))
    product.refresh_from_db()
    assert product.sale_starts == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert product.sale_ends == datetime(2027, 6, 30, 22, tzinfo=UTC)
    page = page_of(as_ada, product)
    assert "In Europe/Berlin. Until then" in page
    assert 'value="2026-12-01"' in page
    assert 'value="2027-07-01"' in page
    # By it, Django's script reckons what "Now" is.
    assert 'data-admin-utc-offset="3600"' in page or 'data-admin-utc-offset="7200"' in page


def test_a_time_that_a_change_of_clocks_repeats_can_be_saved(
    as_ada: Client, product: Product
) -> None:
    second = datetime(2026, 10, 25, 1, 30, 5, 123, tzinfo=UTC)  # the second 02:30 of that night
    Product.objects.filter(pk=product.pk).update(sale_price=5, sale_starts=second)
    shown = dates("2026-10-25 02:30:05", "2026-10-25 03:30")
    assert save(as_ada, product, title="Tea mug", **shown).status_code == 302
    product.refresh_from_db()
    assert product.sale_starts == second, "it looks the same, so nobody has edited it"
    save(as_ada, product, **dates("2026-10-25 02:31", "2027-03-28 02:30"))
    product.refresh_from_db()
    assert product.sale_starts == datetime(2026, 10, 25, 0, 31, tzinfo=UTC)
    assert product.sale_ends == datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "skipped in that night"


@pytest.mark.parametrize(
    ("starts", "message"),
    [("2026-12-01 ", "Give both, the date and the time."), ("0001-01-01 00:00", "another year")],
)
def test_half_a_date_and_an_odd_year_are_refused(
    as_ada: Client, product: Product, starts: str, message: str
) -> None:
    day, time = starts.split(" ")
    changes = {"sale_price": "5", "sale_starts_0": day, "sale_starts_1": time}
    response = save(as_ada, product, **changes)
    assert response.status_code == 200
    assert message in response.content.decode()


def test_the_page_of_a_new_product_uses_the_chosen_merchants_clock(
    admin_client: Client, product: Product, ben: Merchant
) -> None:
    add = reverse("admin:catalog_product_add")
    assert "In the merchant's time zone." in admin_client.get(add).content.decode()
    new = {"external_id": "new", "photos-INITIAL_FORMS": 0, "photos-TOTAL_FORMS": 0}
    admin_client.post(add, fields(product, **new, **dates("2026-12-01 00:00", "2026-12-24 00:00")))
    made = Product.objects.get(external_id="new")
    assert made.sale_starts == datetime(2026, 11, 30, 23, tzinfo=UTC)


def test_the_note_of_a_sale_names_the_merchants_time_zone(product: Product) -> None:
    product.sale_price, product.sale_ends = product.price, datetime(2026, 7, 1, tzinfo=UTC)
    assert (
        sale_note(product, datetime(2026, 6, 1, tzinfo=UTC)) == "sale until 2026-07-01 02:00 CEST"
    )


@pytest.mark.parametrize("key", ["x", "9" * 40, "_5F", "-1"])
def test_an_odd_key_leads_to_no_error(as_ada: Client, key: str) -> None:
    page = reverse("admin:catalog_product_change", args=["key"]).replace("key", key)
    assert as_ada.get(page).status_code == 302


@pytest.mark.parametrize("merchant", ["x", "9" * 40, ""])
def test_an_odd_merchant_is_refused_on_the_form(
    admin_client: Client, product: Product, merchant: str
) -> None:
    data = fields(product, merchant=merchant, external_id="new")
    assert admin_client.post(reverse("admin:catalog_product_add"), data).status_code == 200
