"""Feeds by their web address: entered, listed, paused, fetched again and deleted by API."""

from typing import Any

import pytest

from catalog.models import FeedAddress
from tests.api.conftest import body, refused
from tests.api.merchant.conftest import Shopkeeper

pytestmark = pytest.mark.django_db
FEED = {"name": "Main feed", "address": "https://shop.example/feed.xml"}


def test_a_feed_address_is_due_at_once(ada: Shopkeeper) -> None:
    answer = ada.post("feed-addresses/", {**FEED, "every_hours": 6, "missing_action": "deactivate"})
    assert answer.status_code == 201
    shown = body(ada.get(answer["Location"]))
    assert (shown["name"], shown["state"], shown["every_hours"]) == ("Main feed", "pending", 6)
    assert (shown["missing_action"], shown["is_confirmed"]) == ("deactivate", False)
    assert FeedAddress.objects.all().due().get().merchant == ada.merchant
    assert [one["id"] for one in body(ada.get("feed-addresses/"))["results"]] == [shown["id"]]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"address": "ftp://shop.example/feed.xml"}, "address"),
        ({"address": "https://ada:secret@shop.example/"}, "address"),
        ({"address": "http://shop.example/", "username": "ada", "password": "x"}, "address"),
        ({"every_hours": 0}, "every_hours"),
        ({"every_hours": 721}, "every_hours"),
        ({"name": "main  feed"}, "name"),
        ({"name": ""}, "name"),
        ({"kind": "magento"}, "kind"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_fetched_is_refused(
    ada: Shopkeeper, fields: dict[str, Any], field: str
) -> None:
    ada.post("feed-addresses/", FEED)
    wrong = {**FEED, "name": "Other", **fields}
    assert field in refused(ada.post("feed-addresses/", wrong), 400)["errors"]
    assert FeedAddress.objects.count() == 1


def test_a_password_is_never_shown_and_never_sent_to_another_server(ada: Shopkeeper) -> None:
    secret = {**FEED, "username": "ada", "password": "pass word "}
    answer = ada.post("feed-addresses/", secret)
    address = f"feed-addresses/{body(answer)['id']}/"
    assert b"pass word" not in answer.content + ada.get(address).content
    assert ada.patch(address, {"every_hours": 2}).status_code == 200
    assert FeedAddress.objects.get().password == "pass word "
    moved = {"address": "https://thief.example/"}
    assert "password" in refused(ada.patch(address, moved), 400)["errors"]
    assert ada.patch(address, {"username": ""}).status_code == 200
    assert FeedAddress.objects.get().password == ""


def test_a_feed_is_paused_and_fetched_again(ada: Shopkeeper) -> None:
    address = f"feed-addresses/{body(ada.post('feed-addresses/', FEED))['id']}/"
    assert body(ada.post(f"{address}pause/"))["state"] == "paused"
    refused(ada.post(f"{address}pause/"), 409)
    assert body(ada.post(f"{address}fetch/"))["state"] == "pending"
    FeedAddress.objects.update(attempts=1, due_at="2999-01-01T00:00:00Z")
    assert "already" in refused(ada.post(f"{address}fetch/"), 409)["detail"]


def test_a_deleted_address_is_fetched_no_more(ada: Shopkeeper) -> None:
    address = f"feed-addresses/{body(ada.post('feed-addresses/', FEED))['id']}/"
    assert ada.delete(address).status_code == 204
    refused(ada.get(address), 404)
    assert not FeedAddress.objects.exists()
