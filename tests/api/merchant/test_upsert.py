"""POST /merchant/products/ creates and changes products, with a result for each."""

from decimal import Decimal
from typing import Any

import pytest

from catalog.models import ImportRun, Product
from tests.api.conftest import body, refused
from tests.api.merchant.conftest import Shopkeeper
from tests.responses import ClientResponse

pytestmark = pytest.mark.django_db
MUG = {"external_id": "M-1", "title": "Mug", "price": "9.50"}


def results(answer: ClientResponse) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = body(answer)["results"]
    return found


def test_each_product_has_a_result_in_the_order_of_the_request(ada: Shopkeeper) -> None:
    ada.upsert(MUG)
    answer = ada.upsert(
        {**MUG, "title": "Cup"}, {"external_id": "M-2"}, {**MUG, "external_id": "M-3"}
    )
    assert [one["result"] for one in results(answer)] == ["changed", "refused", "created"]
    assert [one["external_id"] for one in results(answer)] == ["M-1", "M-2", "M-3"]
    ids = dict(Product.objects.values_list("external_id", "pk"))
    assert [one["id"] for one in results(answer)] == [ids["M-1"], None, ids["M-3"]]
    assert {
        name: body(answer)[name] for name in ("created", "changed", "unchanged", "refused")
    } == {
        "created": 1,
        "changed": 1,
        "unchanged": 0,
        "refused": 1,
    }


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"price": "9,50"}, "#/products/1/price"),
        ({"price": "-1"}, "#/products/1/price"),
        ({"price": 9.5}, "#/products/1/price"),
        ({"price": None}, "#/products/1/price"),
        ({"title": ""}, "#/products/1/title"),
        ({"title": "<br>"}, "#/products/1/title"),
        ({"availability": "perhaps"}, "#/products/1/availability"),
        ({"currency": "eur"}, "#/products/1/currency"),
        ({"currency": "ZZZ"}, "#/products/1/currency"),
        ({"active": "maybe"}, "#/products/1/active"),
        ({"colour": "blue"}, "#/products/1/colour"),
        ({"tags": "new"}, "#/products/1/tags"),
        ({"attributes": {"color": ["blue"]}}, "#/products/1/attributes/color"),
        ({"photos": [{"url": "x"}]}, "#/products/1/photos/0/url"),
        ({"external_id": "1E+10"}, "#/products/1/external_id"),
        ({"external_id": "x" * 101}, "#/products/1/external_id"),
        ({"title": "\x00"}, "#/products/1/title"),
        ({"title": "\ud800"}, "#/products/1/title"),
    ],
)
def test_a_problem_points_to_its_field_and_costs_no_other_product(
    ada: Shopkeeper, fields: dict[str, Any], pointer: str
) -> None:
    answer = ada.upsert(MUG, {**MUG, "external_id": "M-2", **fields}, {**MUG, "external_id": "M-3"})
    good, bad, other = results(answer)
    assert (good["result"], other["result"]) == ("created", "created")
    assert bad["result"] == "refused"
    assert pointer in [problem["pointer"] for problem in bad["problems"]]
    assert {problem["severity"] for problem in bad["problems"]} == {"error"}


@pytest.mark.parametrize("product", [None, 5, "M-1", [], [MUG], {}])
def test_what_is_no_product_is_refused_by_itself(ada: Shopkeeper, product: object) -> None:
    bad, good = results(ada.upsert(product, MUG))
    assert (bad["result"], bad["external_id"], good["result"]) == ("refused", None, "created")
    assert bad["problems"][0]["pointer"].startswith("#/products/0")


def test_warnings_tell_what_was_mended(ada: Shopkeeper) -> None:
    (one,) = results(ada.upsert({**MUG, "title": "x" * 400, "url": "ftp://x.example"}))
    assert one["result"] == "created"
    assert [(p["pointer"], p["severity"]) for p in one["problems"]] == [
        ("#/products/0/title", "warning"),
        ("#/products/0/url", "warning"),
    ]


def test_an_answer_of_the_shop_can_be_sent_back(ada: Shopkeeper) -> None:
    full = {
        **MUG,
        "sale_price": "8.00",
        "sale_starts": "2026-12-01T00:00:00Z",
        "category": "Kitchen > Cups",
        "attributes": {"color": "blue"},
        "tags": ["new"],
        "photos": [{"source_url": "https://img.example/1.jpg", "alt": "Side"}],
    }
    ada.upsert(full)
    shown = body(ada.get("products/M-1/"))
    written = {name: shown[name] for name in full} | {
        "photos": [{k: photo[k] for k in ("source_url", "alt")} for photo in shown["photos"]]
    }
    assert [one["result"] for one in results(ada.upsert(written))] == ["unchanged"]


def test_a_change_names_the_import_that_undoes_it(ada: Shopkeeper) -> None:
    answer = ada.upsert(MUG)
    run = ImportRun.objects.get()
    assert body(answer)["import_id"] == run.pk
    assert run.original_name == "API: Key 1"
    assert body(ada.upsert(MUG))["import_id"] is None


def test_the_request_as_a_whole_is_bounded(ada: Shopkeeper) -> None:
    many = [{**MUG, "external_id": str(n)} for n in range(501)]
    assert "products" in refused(ada.upsert(*many), 400)["errors"]
    assert "products" in refused(ada.post("products/", {"products": []}), 400)["errors"]
    refused(ada.post("products/", [MUG]), 400)
    refused(ada.post("products/", b"[" * 100_000), 400)
    refused(ada.post("products/", b'{"products": [' + b"1," * 100_001 + b"1]}"), 400)
    refused(ada.post("products/", b" " * (8 * 1024 * 1024 + 1)), 413)


def test_500_products_are_written_at_once(ada: Shopkeeper) -> None:
    many = [{**MUG, "external_id": str(n), "category": f"Kind {n % 7}"} for n in range(500)]
    assert body(ada.upsert(*many))["created"] == 500
    assert Product.objects.filter(price=Decimal("9.50")).count() == 500
    assert body(ada.upsert(*many))["unchanged"] == 500


def test_reading_needs_another_scope_than_writing(ada: Shopkeeper) -> None:
    reader = Shopkeeper(ada.merchant, "products:read")
    writer = Shopkeeper(ada.merchant, "products:write")
    assert "products:write" in refused(reader.upsert(MUG), 403)["detail"]
    assert results(writer.upsert(MUG))[0]["result"] == "created"
    assert reader.get("products/").status_code == 200
    assert "products:read" in refused(writer.get("products/"), 403)["detail"]
