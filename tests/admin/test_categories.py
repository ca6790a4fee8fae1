"""A merchant sees and chooses the categories of its own products, and may name others."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Category, Merchant, Product, Role
from tests.admin.conftest import client_of
from tests.admin.test_roles import product_data
from tests.shop import category

pytestmark = pytest.mark.django_db
LIST = reverse("admin:catalog_category_changelist")


@pytest.fixture
def categories(ada: Merchant, ben: Merchant) -> None:
    ada.products.update(category=category("Home/Lamps"))
    ben.products.update(category=category("Home/Secret plan"))


def listed(client: Client) -> list[str]:
    return [str(row) for row in client.get(LIST).context["cl"].result_list]


def offered(client: Client, term: str = "") -> list[str]:
    query = {"app_label": "catalog", "model_name": "product", "field_name": "category"}
    answer = client.get(reverse("admin:autocomplete"), {**query, "term": term}).json()
    return [choice["text"] for choice in answer["results"]]


def save(client: Client, merchant: Merchant, **fields: object) -> Any:
    address = reverse("admin:catalog_product_change", args=[merchant.products.get().pk])
    return client.post(address, product_data(merchant, **fields))


@pytest.mark.usefixtures("categories")
def test_merchant_sees_categories_of_own_products_with_their_parents(as_ada: Client) -> None:
    assert listed(as_ada) == offered(as_ada) == ["home", "home > lamps"]
    assert offered(as_ada, "secret") == []


@pytest.mark.usefixtures("categories")
def test_operator_sees_all_categories(admin_client: Client) -> None:
    assert listed(admin_client) == ["home", "home > lamps", "home > secret plan"]


@pytest.mark.usefixtures("categories")
def test_page_of_another_merchants_category_is_not_shown(as_ada: Client) -> None:
    secret = Category.objects.get(name="Secret plan")
    for kind in ("change", "history", "delete"):
        address = reverse(f"admin:catalog_category_{kind}", args=[secret.pk])
        assert "Secret plan" not in as_ada.get(address, follow=True).content.decode()


@pytest.mark.usefixtures("categories")
def test_another_merchants_category_cannot_be_chosen(as_ada: Client, ada: Merchant) -> None:
    secret = Category.objects.get(name="Secret plan")
    errors = save(as_ada, ada, category=secret.pk).context["adminform"].form.errors
    assert list(errors) == ["category"]


@pytest.mark.usefixtures("categories")
def test_category_is_made_by_naming_it(as_ada: Client, ada: Merchant) -> None:
    save(as_ada, ada, new_category="Home > Lamps > C++ lamps")
    made = ada.products.get().category
    assert made
    assert made.path == "home/lamps/c-plus-plus-lamps"
    assert made.parent == Category.objects.get(path="home/lamps")


@pytest.mark.usefixtures("categories")
def test_category_that_exists_is_used_when_it_is_named(as_ada: Client, ada: Merchant) -> None:
    save(as_ada, ada, new_category="home > LAMPS", category="")
    assert ada.products.get().category == Category.objects.get(path="home/lamps")
    assert Category.objects.count() == 3


@pytest.mark.usefixtures("categories")
@pytest.mark.parametrize("name", [">", "???", " > > "])
def test_category_without_a_name_is_refused(as_ada: Client, ada: Merchant, name: str) -> None:
    errors = save(as_ada, ada, new_category=name).context["adminform"].form.errors
    assert list(errors) == ["new_category"]


@pytest.mark.usefixtures("categories")
def test_form_with_errors_makes_no_category(as_ada: Client, ada: Merchant) -> None:
    save(as_ada, ada, new_category="Garden", price="-1")
    assert not Category.objects.filter(path="garden").exists()


@pytest.mark.usefixtures("categories")
def test_naming_a_category_counts_as_an_edit(as_ada: Client, ada: Merchant) -> None:
    save(as_ada, ada, new_category="Garden")
    assert "category" in ada.products.get().edited_fields


@pytest.mark.usefixtures("categories")
def test_viewer_sees_the_category_but_no_field_for_another(ada: Merchant) -> None:
    address = reverse("admin:catalog_product_change", args=[ada.products.get().pk])
    page = client_of(ada, Role.VIEWER).get(address).content.decode()
    assert "home &gt; lamps" in page
    assert "New category" not in page


@pytest.mark.usefixtures("categories")
def test_shoppers_still_filter_by_categories_of_all_merchants() -> None:
    assert Product.objects.on_sale().in_category("home").count() == 2
