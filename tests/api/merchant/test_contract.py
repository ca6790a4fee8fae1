"""The OpenAPI document tells what requests and answers of merchants have."""

import io
from typing import Any

import pytest

from catalog.api.contract.idempotency import HEADER, REPLAYED
from catalog.ingest.run import run_import
from tests.api.conftest import body, refused
from tests.api.contract.document import Schema, document, operations
from tests.api.merchant.conftest import BASE, Shopkeeper
from tests.api.test_schema import check
from tests.responses import ClientResponse
from tests.shop import jpeg, upload

pytestmark = pytest.mark.django_db
MUG = {"external_id": "M-1", "title": "Mug", "price": "9.50"}
FEED = b"id,title,price,image_link\nM-2,Cup,9.50 EUR,https://img.example/1.jpg\nM-3,Pot,x,\n"
ADDRESS = {"name": "Main feed", "address": "https://shop.example/feed.xml"}
TOLD = {"Location", REPLAYED}
POSTS = [
    name.removeprefix("POST ") for name, _ in operations(document()) if name.startswith("POST ")
]


def feed() -> io.BytesIO:
    file = io.BytesIO(FEED)
    file.name = "feed.csv"
    return file


def operation(template: str, method: str = "post") -> Schema:
    found: Schema = document()["paths"][template][method]
    return found


def check_answer(template: str, method: str, answer: ClientResponse) -> Any:
    """Validate body and headers, and return the body."""
    check(document(), template, method, answer)
    promised = operation(template, method)["responses"][str(answer.status_code)]
    assert TOLD & answer.headers.keys() <= promised["headers"].keys()
    assert promised["headers"].keys() - TOLD <= answer.headers.keys()
    assert ("Location" in promised["headers"]) == ("Location" in answer)
    return body(answer)


def test_a_merchant_sends_json_and_forms_only_for_files() -> None:
    bodies = {
        described["operationId"]: set(described["requestBody"]["content"])
        for name, described in operations(document())
        if BASE in name and "requestBody" in described
    }
    forms = {name for name, kinds in bodies.items() if kinds == {"multipart/form-data"}}
    assert forms == {"addOwnPhoto", "createImport"}
    assert all(bodies[name] == {"application/json"} for name in bodies.keys() - forms)


@pytest.mark.parametrize("template", POSTS)
def test_a_post_takes_a_key_and_tells_replays_and_conflicts_where_a_merchant_sends_it(
    template: str,
) -> None:
    described = operation(template)
    headers = [one["name"] for one in described.get("parameters", ()) if one["in"] == "header"]
    replays = [
        REPLAYED in answer["headers"]
        for status, answer in described["responses"].items()
        if status.startswith("2")
    ]
    of_merchant = template.startswith(BASE)
    assert headers == ([HEADER] if of_merchant else [])
    assert replays == [of_merchant]
    assert not of_merchant or {"409", "422"} <= described["responses"].keys()


@pytest.mark.parametrize("template", [post for post in POSTS if post.startswith(BASE)])
def test_each_operation_that_takes_a_key_reads_it(ada: Shopkeeper, template: str) -> None:
    ada.upsert(MUG)
    ids = {
        "external_id": "M-1",
        "import_id": body(ada.post_form("imports/", {"file": feed()}))["id"],
        "feed_address_id": body(ada.post("feed-addresses/", ADDRESS))["id"],
    }
    path = template.format(**ids)
    is_form = "multipart/form-data" in operation(template).get("requestBody", {}).get("content", {})
    send = ada.post_form if is_form else ada.post
    assert HEADER in refused(send(path, {}, key='"'), 400)["errors"]


def test_answers_about_products_and_photos_match_the_document(ada: Shopkeeper) -> None:
    one, photos = f"{BASE}products/{{external_id}}/", f"{BASE}products/{{external_id}}/photos/"
    upserted = [ada.upsert(MUG, {"external_id": "M-9"}, key="a") for _ in range(2)]
    for answer in upserted:
        check_answer(f"{BASE}products/", "post", answer)
    assert REPLAYED in upserted[1]
    check_answer(f"{BASE}products/", "get", ada.get("products/"))
    check_answer(one, "get", ada.get("products/M-1/"))
    check_answer(one, "patch", ada.patch("products/M-1/", {"brand": "Ito"}))
    sent = ada.post_form("products/M-1/photos/", {"photo": upload(jpeg("red"))})
    check_answer(photos, "post", sent)
    check_answer(photos, "get", ada.get("products/M-1/photos/"))
    deleted = ada.post("products/delete/", {"external_ids": ["M-1", "M-8"]})
    check_answer(f"{BASE}products/delete/", "post", deleted)


def test_answers_about_imports_match_the_document(ada: Shopkeeper) -> None:
    one = f"{BASE}imports/{{import_id}}/"
    answers = [ada.post_form("imports/", {"file": feed(), "mode": "check"}, key="a") for _ in "12"]
    checked = [check_answer(f"{BASE}imports/", "post", answer)["id"] for answer in answers]
    run_import(checked[0])
    check_answer(one, "get", ada.get(f"imports/{checked[0]}/"))
    started = check_answer(f"{one}start/", "post", ada.post(f"imports/{checked[0]}/start/"))
    run_import(started["id"])
    check_answer(one, "get", ada.get(f"imports/{started['id']}/"))
    problems = check_answer(f"{one}problems/", "get", ada.get(f"imports/{started['id']}/problems/"))
    assert problems["total"] == 1
    check_answer(f"{one}undo/", "post", ada.post(f"imports/{started['id']}/undo/"))
    check_answer(f"{BASE}imports/", "get", ada.get("imports/"))


def test_answers_about_feed_addresses_match_the_document(ada: Shopkeeper) -> None:
    one = f"{BASE}feed-addresses/{{feed_address_id}}/"
    made = ada.post("feed-addresses/", ADDRESS)
    check_answer(f"{BASE}feed-addresses/", "post", made)
    path = made["Location"]
    check_answer(one, "get", ada.get(path))
    check_answer(one, "patch", ada.patch(path, {"every_hours": 2}))
    check_answer(f"{one}pause/", "post", ada.post(f"{path}pause/"))
    check_answer(f"{one}fetch/", "post", ada.post(f"{path}fetch/"))
    check_answer(f"{BASE}feed-addresses/", "get", ada.get("feed-addresses/"))
