"""Merchants lock fields on a product's page, which imports then leave alone."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Merchant, Product
from tests.admin.test_product_pages import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(ada: Merchant) -> Product:
    return ada.products.get()


def suggestion(client: Client, product: Product) -> str:
    """The address that the page after saving suggests, or ""."""
    page = client.get(reverse("admin:catalog_product_changelist")).content.decode()
    found = re.search(r'href="([^"]+)">Keep it from imports', page)
    return found[1].replace("&amp;", "&") if found else ""


def ticked(page: str) -> set[str]:
    boxes = re.findall(r'<input type="checkbox" name="locked_fields"[^>]*>', page)
    return {box.split('value="')[1].split('"')[0] for box in boxes if "checked" in box}


def test_a_merchant_can_lock_fields(as_ada: Client, product: Product) -> None:
    save(as_ada, product, locked_fields=["title", "price"])
    product.refresh_from_db()
    assert product.locked_fields == ["title", "price"]


def test_an_unknown_field_cannot_be_locked(as_ada: Client, product: Product) -> None:
    assert save(as_ada, product, locked_fields=["merchant"]).status_code == 200
    product.refresh_from_db()
    assert product.locked_fields == []


def test_an_edited_field_is_remembered_and_its_lock_suggested(
    as_ada: Client, product: Product
) -> None:
    save(as_ada, product, title="Tea mug", price="8")
    product.refresh_from_db()
    assert product.edited_fields == ["title", "price"]
    address = suggestion(as_ada, product)
    assert ticked(as_ada.get(address).content.decode()) == {"title", "price"}
    product.refresh_from_db()
    assert product.locked_fields == [], "opening a page saves nothing"


def test_saving_without_an_edit_suggests_nothing(as_ada: Client, product: Product) -> None:
    save(as_ada, product)
    assert suggestion(as_ada, product) == ""


def test_a_locked_field_is_not_suggested_again(as_ada: Client, product: Product) -> None:
    save(as_ada, product, title="Tea mug", locked_fields=["title"])
    assert suggestion(as_ada, product) == ""


def test_nothing_is_suggested_to_a_merchant_without_imports(
    as_ada: Client, product: Product
) -> None:
    product.merchant.import_runs.all().delete()
    save(as_ada, product, title="Tea mug")
    assert suggestion(as_ada, product) == ""


def test_an_odd_suggestion_ticks_nothing(as_ada: Client, product: Product) -> None:
    page = reverse("admin:catalog_product_change", args=[product.pk])
    response = as_ada.get(page, {"lock": ["merchant", "<script>", "x" * 500]})
    assert ticked(response.content.decode()) == set()
