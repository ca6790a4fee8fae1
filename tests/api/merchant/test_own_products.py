"""A merchant reads, changes and deletes its products one by one, or deletes many."""

from urllib.parse import quote

import pytest

from catalog.ingest.run import run_import
from catalog.models import ImportRun, Product
from tests.api.conftest import body, refused
from tests.api.merchant.conftest import Shopkeeper

pytestmark = pytest.mark.django_db
MUG = {"external_id": "M-1", "title": "Mug", "price": "9.50"}


def test_a_product_shows_what_shoppers_do_not_see(ada: Shopkeeper) -> None:
    ada.upsert({**MUG, "active": False, "photos": [{"source_url": "https://img.example/1.jpg"}]})
    shown = body(ada.get("products/M-1/"))
    assert (shown["title"], shown["price"], shown["active"]) == ("Mug", "9.50", False)
    assert shown["indexing"] == {"state": "pending", "reason": ""}
    (photo,) = shown["photos"]
    assert (photo["state"], photo["url"]) == ("pending", None)
    assert photo["source_url"] == "https://img.example/1.jpg"


def test_the_list_goes_through_all_products_once(ada: Shopkeeper) -> None:
    ada.upsert(*({**MUG, "external_id": f"M-{n}"} for n in range(7)))
    seen: list[str] = []
    address = "products/?limit=3"
    pages = 0
    while address:
        page = body(ada.get(address))
        seen += [product["external_id"] for product in page["results"]]
        address, pages = page["next"] or "", pages + 1
    assert (seen, pages) == ([f"M-{n}" for n in reversed(range(7))], 3)


def test_the_list_is_filtered(ada: Shopkeeper) -> None:
    ada.upsert(MUG, {**MUG, "external_id": "M-2", "active": False})

    def listed(**parameters: object) -> list[str]:
        return [one["external_id"] for one in body(ada.get("products/", **parameters))["results"]]

    assert listed(active="false") == ["M-2"]
    assert listed(active="true") == ["M-1"]
    assert listed(external_id=["M-1", "M-9"]) == ["M-1"]
    assert listed(indexing="ready") == []
    assert listed(indexing="pending") == ["M-2", "M-1"]


@pytest.mark.parametrize(
    "cursor", ["x", "MTI", "LTE=", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "x" * 99]
)
def test_a_made_up_cursor_is_refused(ada: Shopkeeper, cursor: str) -> None:
    assert "cursor" in refused(ada.get("products/", cursor=cursor), 400)["errors"]


def test_patch_changes_given_fields_and_answers_with_the_product(ada: Shopkeeper) -> None:
    ada.upsert({**MUG, "brand": "Ada"})
    changed = body(ada.patch("products/M-1/", {"title": "x" * 400}))
    assert (changed["title"], changed["brand"]) == ("x" * 300, "Ada")
    assert changed["problems"][0]["pointer"] == "#/title"


def test_null_clears_a_field_and_is_refused_where_it_cannot(ada: Shopkeeper) -> None:
    ada.upsert({**MUG, "brand": "Ada", "sale_price": "8.00", "tags": ["new"]})
    changed = body(ada.patch("products/M-1/", {"brand": None, "sale_price": None, "tags": None}))
    assert (changed["brand"], changed["sale_price"], changed["tags"]) == ("", None, [])
    for name in ("title", "price", "currency", "availability", "active"):
        assert name in refused(ada.patch("products/M-1/", {name: None}), 400)["errors"]


def test_patch_refuses_with_the_field(ada: Shopkeeper) -> None:
    ada.upsert(MUG)
    assert "title" in refused(ada.patch("products/M-1/", {"title": "<br>"}), 400)["errors"]
    assert "price" in refused(ada.patch("products/M-1/", {"price": "x"}), 400)["errors"]
    assert "external_id" in refused(ada.patch("products/M-1/", {"external_id": "N"}), 400)["errors"]
    refused(ada.patch("products/M-9/", {"title": "Cup"}), 404)
    assert not Product.objects.filter(external_id="M-9").exists()


@pytest.mark.parametrize("external_id", ["a/b", "a b", "ä", "50%", "delete", "x?y#z"])
def test_any_id_that_a_product_can_have_is_an_address(ada: Shopkeeper, external_id: str) -> None:
    ada.upsert({**MUG, "external_id": external_id})

    if external_id == "delete":  # the address of bulk deletion
        assert ada.get("products/", external_id="delete").json()["results"]
        return
    shown = body(ada.get(f"products/{quote(external_id, safe='')}/"))
    assert shown["external_id"] == external_id


def test_an_address_that_no_product_can_have_is_not_found(ada: Shopkeeper) -> None:
    for part in ("%00", "x" * 101, "M-9"):
        refused(ada.get(f"products/{part}/"), 404)


def test_deleting_many_says_which_there_were(ada: Shopkeeper) -> None:
    ada.upsert(MUG, {**MUG, "external_id": "M-2"}, {**MUG, "external_id": "M-3"})
    answer = body(ada.post("products/delete/", {"external_ids": ["M-1", "M-9", "M-2"]}))
    assert (answer["deleted"], answer["not_found"]) == (2, 1)
    assert [one["result"] for one in answer["results"]] == ["deleted", "not_found", "deleted"]
    assert list(Product.objects.values_list("external_id", flat=True)) == ["M-3"]


def test_an_undo_brings_deleted_products_back(ada: Shopkeeper) -> None:
    ada.upsert({**MUG, "tags": ["new"]})
    deleted = body(ada.post("products/delete/", {"external_ids": ["M-1"]}))
    assert ada.post(f"imports/{deleted['import_id']}/undo/").status_code == 200
    run_import(deleted["import_id"])
    assert body(ada.get(f"imports/{deleted['import_id']}/"))["state"] == "undone"
    assert Product.objects.get().tags == ["new"]


def test_deleting_one_needs_no_body(ada: Shopkeeper) -> None:
    ada.upsert(MUG)
    assert ada.delete("products/M-1/").status_code == 204
    refused(ada.delete("products/M-1/"), 404)
    assert ImportRun.objects.filter(retired=1).exists()


@pytest.mark.parametrize("ids", [[], ["x"] * 501, "M-1", [None], [["M-1"]]])
def test_lists_of_ids_are_bounded(ada: Shopkeeper, ids: object) -> None:
    refused(ada.post("products/delete/", {"external_ids": ids}), 400)
