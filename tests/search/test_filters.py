"""Filters: which products pass, and that no filter drops a matching product."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Merchant
from catalog.search.engine import search_products
from catalog.search.query import Filters, SearchQuery
from tests.shop import Make, category, photos_of

pytestmark = pytest.mark.django_db


def found(filters: Filters) -> set[str]:
    query = SearchQuery(photos=photos_of("red"), filters=filters)
    return {hit.product.title for hit in search_products(query).hits}


def test_a_category_filter_includes_children_but_no_similar_paths(make: Make) -> None:
    make("Tee", "red", category=category("Clothing/Tops"))
    make("Sari", "red", category=category("Clothing"))
    make("Peg", "red", category=category("Clothing-Pegs"))
    assert found(Filters(category="clothing")) == {"Tee", "Sari"}


def test_price_bounds_are_inclusive_and_apply_to_the_sale_price(make: Make) -> None:
    make("On sale", "red", price=30, sale_price=20)
    make("Cheap", "red", price=10)
    assert found(Filters(price_min=Decimal(20), price_max=Decimal(20))) == {"On sale"}


def test_values_of_one_field_are_alternatives_and_fields_add_up(make: Make) -> None:
    make("Blue tee", "blue", brand="Acme", attributes={"color": "blue"})
    make("Red tee", "red", brand="Acme", attributes={"color": "red"})
    make("Red cap", "red", brand="Best", attributes={"color": "red"})
    assert found(Filters(attributes={"color": ("red", "blue")}, brands=("Acme",))) == {
        "Blue tee",
        "Red tee",
    }


def test_availability_filters_products(make: Make) -> None:
    make("Here", "red")
    make("Gone", "red", availability="out_of_stock")
    assert found(Filters(availability=("in_stock",))) == {"Here"}


def test_inactive_products_and_merchants_are_never_found(make: Make) -> None:
    make("Hidden", "red", active=False)
    closed = Merchant.objects.create(name="Closed", slug="closed", active=False)
    make("Elsewhere", "red", merchant=closed)
    make("Here", "red")
    assert found(Filters()) == {"Here"}


def test_the_merchant_filter_leaves_one_merchants_products(make: Make) -> None:
    make("Here", "red")
    make("There", "red", merchant=Merchant.objects.create(name="Bo", slug="bo"))
    assert found(Filters(merchants=("bo",))) == {"There"}


@pytest.mark.parametrize(
    "hostile", ["'; DROP TABLE catalog_product; --", "100%", "{version}", "\\"]
)
def test_hostile_filter_values_are_only_values(make: Make, hostile: str) -> None:
    make("Cup", "red", brand=hostile, attributes={hostile: hostile})
    assert found(Filters(brands=(hostile,), attributes={hostile: (hostile,)})) == {"Cup"}
    assert search_products(SearchQuery(text=hostile)).total == 1
    assert search_products(SearchQuery(text="cup", exclude=(hostile,))).total <= 1


def test_a_search_takes_one_statement_and_its_page_three_more(make: Make) -> None:
    make("Tee", "red", brand="Acme", category=category("Clothing/Tops"))
    search_products(SearchQuery(photos=photos_of("red")))  # warms the caches
    with CaptureQueriesContext(
        connection,
    ) as queries:
        search_products(SearchQuery(photos=photos_of("red"), filters=Filters(brands=("Acme",))))
    fused = [query["sql"] for query in queries if "<#>" in query["sql"]]
    assert len(fused) == 1
