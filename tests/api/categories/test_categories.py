"""The tree of categories over REST."""

from typing import Any

import pytest
from django.test import Client

from catalog.models import Category, Merchant, Product
from catalog.search.category_tree import MAX_DEPTH
from tests.api.conftest import body, titles
from tests.shop import Make, category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("version")]
CATEGORIES = "/api/v1/categories/"


def tree(client: Client) -> list[dict[str, Any]]:
    response = client.get(CATEGORIES)
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = body(response)["categories"]
    return found


def test_categories_are_a_tree_with_the_products_on_sale_in_each(
    client: Client, make: Make
) -> None:
    make("Top", category=category("Clothing/Tops"))
    make("Shirt", category=category("Clothing/Tops/Shirts"))
    make("Boot", category=category("Clothing/Boots"))
    make("Mug", category=category("Home/Mugs"))
    boots = {"path": "clothing/boots", "name": "Boots", "count": 1, "children": []}
    shirts = {"path": "clothing/tops/shirts", "name": "Shirts", "count": 1, "children": []}
    tops = {"path": "clothing/tops", "name": "Tops", "count": 2, "children": [shirts]}
    assert tree(client)[0] == {
        "path": "clothing",
        "name": "Clothing",
        "count": 3,
        "children": [boots, tops],
    }
    assert [node["path"] for node in tree(client)] == ["clothing", "home"]


def test_the_path_of_a_category_is_a_filter_with_as_many_results(
    client: Client, make: Make
) -> None:
    shoes = category("Shoes")
    for size in ("41", "42", "43"):
        make("Red shoe", "red", category=shoes, group_id="shoe", attributes={"size": size})
    make("Blue shoe", "blue", category=shoes)
    (node,) = tree(client)
    found = client.get("/api/v1/products/", {"category": node["path"]})
    assert len(titles(found)) == body(found)["total"]["value"] == node["count"] == 2


def test_categories_without_a_product_on_sale_are_not_told(client: Client, make: Make) -> None:
    category("Secret/Plans")
    make("Hidden", category=category("Hidden"), active=False)
    closed = Merchant.objects.create(name="Closed", slug="closed", active=False)
    make("Closed", category=category("Closed"), merchant=closed)
    assert tree(client) == []


def test_the_tree_is_bounded_by_the_categories_with_most_products(
    client: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.search.category_tree.MAX_CATEGORIES", 2)
    for number in range(3):
        make("Mug", category=category("Home/Mugs"), external_id=f"mug-{number}")
    make("Boot", category=category("Boots"))
    assert [(node["path"], len(node["children"])) for node in tree(client)] == [("home", 1)]


def test_the_levels_of_a_tree_are_bounded(client: Client, merchant: Merchant) -> None:
    steps = ["c"] * 250
    rows = [Category(path="/".join(steps[:depth]), name="C") for depth in range(1, 251)]
    Category.objects.bulk_create(rows)
    Product.objects.create(merchant=merchant, external_id="1", price=1, category=rows[-1])
    depth, level = 0, tree(client)
    while level:
        assert level[0]["count"] == 1
        depth, level = depth + 1, level[0]["children"]
    assert depth == MAX_DEPTH


def test_the_tree_is_computed_once_a_minute(
    client: Client, make: Make, django_assert_num_queries: Any
) -> None:
    make("Mug", category=category("Mugs"))
    assert len(tree(client)) == 1
    with django_assert_num_queries(0):
        assert len(tree(client)) == 1


def test_a_tree_that_has_not_changed_is_not_sent_again(client: Client, make: Make) -> None:
    make("Mug", category=category("Mugs"))
    first = client.get(CATEGORIES)
    again = client.get(CATEGORIES, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == first["Cache-Control"] == "public, max-age=60"
