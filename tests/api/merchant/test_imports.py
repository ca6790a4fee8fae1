"""Imports by API: started by a file, checked, watched, stopped and undone."""

import io
from typing import Any

import pytest

from catalog.ingest.run import run_import
from catalog.models import ImportRun, Product
from tests.api.conftest import body, refused
from tests.api.merchant.conftest import Shopkeeper
from tests.responses import ClientResponse

pytestmark = pytest.mark.django_db
FEED = b"""id,title,price,image_link
M-1,Mug,9.50 EUR,https://img.example/1.jpg
M-2,Cup,x,https://img.example/2.jpg
M-3,Pot,12 EUR,https://img.example/3.jpg
"""


def send(ada: Shopkeeper, data: bytes = FEED, *, key: str = "", **fields: Any) -> ClientResponse:
    file = io.BytesIO(data)
    file.name = "feed.csv"
    return ada.post_form("imports/", {"file": file, **fields}, key=key)


def test_a_file_is_imported_and_watched(ada: Shopkeeper) -> None:
    answer = send(ada)
    assert answer.status_code == 202
    pending = body(answer)
    assert (pending["state"], pending["name"]) == ("pending", "feed.csv")
    assert answer["Location"] == f"http://testserver/api/v1/merchant/imports/{pending['id']}/"
    run_import(pending["id"])
    done = body(ada.get(answer["Location"]))
    assert (done["state"], done["kind"], done["can_undo"]) == ("finished", "google", True)
    rows = done["rows"]
    assert (rows["total"], rows["read"], rows["created"], rows["invalid"]) == (3, 3, 2, 1)
    assert done["photos"] == {"fetched": 0, "kept": 0, "failed": 0, "waiting": 2}


def test_problems_are_listed_by_cause(ada: Shopkeeper) -> None:
    run_id = body(send(ada))["id"]
    run_import(run_id)
    page = body(ada.get(f"imports/{run_id}/problems/"))
    (group,) = page["results"]
    assert (page["total"], group["severity"], group["count"]) == (1, "error", 1)
    assert [(one["row"], one["external_id"]) for one in group["rows"]] == [(3, "M-2")]
    assert body(ada.get(f"imports/{run_id}/problems/", severity="note"))["results"] == []
    assert body(ada.get(f"imports/{run_id}/problems/", offset=1))["next"] is None


def test_a_check_writes_nothing_until_it_is_started(ada: Shopkeeper) -> None:
    checked_id = body(send(ada, mode="check"))["id"]
    run_import(checked_id)
    checked = body(ada.get(f"imports/{checked_id}/"))
    assert (checked["state"], checked["rows"]["created"]) == ("checked", 2)
    assert checked["check"]["importable"] == 2
    assert checked["check"]["read_as"]["format"] == "CSV"
    assert not Product.objects.exists()
    started = body(ada.post(f"imports/{checked_id}/start/"))
    assert started["id"] != checked_id
    run_import(started["id"])
    assert Product.objects.count() == 2
    assert body(ada.get(f"imports/{checked_id}/"))["id"] == started["id"]


def test_an_import_is_undone(ada: Shopkeeper) -> None:
    run_id = body(send(ada))["id"]
    run_import(run_id)
    assert body(ada.post(f"imports/{run_id}/undo/"))["state"] == "undoing"
    run_import(run_id)
    undone = body(ada.get(f"imports/{run_id}/"))
    assert (undone["state"], undone["undo"]["deleted"]) == ("undone", 2)
    assert not Product.objects.exists()


def test_an_import_is_paused_resumed_and_cancelled(ada: Shopkeeper) -> None:
    address = f"imports/{body(send(ada))['id']}/"
    assert body(ada.post(f"{address}pause/"))["state"] == "paused"
    assert "paused" in refused(ada.post(f"{address}pause/"), 409)["detail"]
    assert body(ada.post(f"{address}resume/"))["state"] == "pending"
    assert body(ada.post(f"{address}cancel/"))["state"] == "cancelled"
    refused(ada.post(f"{address}resume/"), 409)


@pytest.mark.parametrize("action", ["start", "undo", "missing/retire", "missing/keep", "resume"])
def test_what_an_import_is_not_ready_for_is_a_conflict(ada: Shopkeeper, action: str) -> None:
    run_id = body(send(ada))["id"]
    assert "state is pending" in refused(ada.post(f"imports/{run_id}/{action}/"), 409)["detail"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"data": b"%PDF-1.4 no table"}, "file"),
        ({"data": b"colour,weight\nred,5\n"}, "file"),
        ({"mode": "perhaps"}, "mode"),
        ({"kind": "magento"}, "kind"),
        ({"encoding": "rot13"}, "encoding"),
        ({"currency": "euro"}, "currency"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_file_or_a_choice_that_cannot_be_read_is_refused_at_once(
    ada: Shopkeeper, fields: dict[str, Any], field: str
) -> None:
    assert field in refused(send(ada, **fields), 400)["errors"]
    assert not ImportRun.objects.exists()


def test_a_file_sent_twice_with_its_key_is_imported_once(ada: Shopkeeper) -> None:
    first, again = send(ada, key="a"), send(ada, key="a")
    assert again.content == first.content
    assert again["Location"] == first["Location"]
    refused(send(ada, FEED + b"M-4,Pan,1 EUR,\n", key="a"), 422)
    assert ImportRun.objects.count() == 1


def test_the_list_has_files_and_requests(ada: Shopkeeper) -> None:
    send(ada)
    ada.upsert({"external_id": "M-9", "title": "Mug", "price": "1"})
    listed = body(ada.get("imports/"))["results"]
    assert [(one["kind"], one["state"]) for one in listed] == [("api", "finished"), ("", "pending")]
    assert len(body(ada.get("imports/", state="pending"))["results"]) == 1


def test_imports_need_their_own_scope(ada: Shopkeeper) -> None:
    writer = Shopkeeper(ada.merchant, "products:read", "products:write")
    assert "imports:write" in refused(writer.get("imports/"), 403)["detail"]
    refused(send(writer), 403)
