"""Suggestions while somebody types, over REST."""

import uuid
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from catalog.vocabulary.building import refresh_vocabulary
from catalog.vocabulary.current import forget_vocabulary
from tests.api.conftest import PostSearch, body, refused, titles
from tests.shop import Make, category

pytestmark = pytest.mark.django_db
SUGGEST = "/api/v1/suggest/"


@pytest.fixture
def mugs(make: Make) -> None:
    kind = {"category": category("Home/Mugs"), "brand": "Mugler"}
    for number in range(4):
        make(f"Mugwort mug {number}", "green", **kind, attributes={"color": "mugwort"})
    refresh_vocabulary()
    forget_vocabulary()


def suggested(client: Client, text: str, **parameters: Any) -> list[dict[str, Any]]:
    response = client.get(SUGGEST, {"q": text, **parameters})
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = body(response)["suggestions"]
    return found


@pytest.mark.usefixtures("mugs")
def test_a_category_is_suggested_with_its_filter_and_what_to_highlight(client: Client) -> None:
    assert suggested(client, "mug")[0] == {
        "kind": "category",
        "label": "Mugs",
        "matched": [{"start": 0, "end": 3}],
        "count": 4,
        "text": "",
        "filters": {"category": "home/mugs"},
        "product_id": None,
    }


@pytest.mark.usefixtures("mugs")
def test_every_suggestion_finds_products_as_it_is(client: Client, post_search: PostSearch) -> None:
    found = suggested(client, "mug")
    assert {"category", "brand", "attribute", "title"} <= {each["kind"] for each in found}
    for each in found:
        if each["kind"] == "title":
            assert body(client.get(f"/api/v1/products/{each['product_id']}/"))["title"]
        else:
            search = {"text": each["text"], "filters": each["filters"]}
            assert len(titles(post_search(**search))) == 4, each


@pytest.mark.usefixtures("mugs")
def test_suggestions_are_as_many_as_asked_for(client: Client) -> None:
    assert len(suggested(client, "mug", limit=2)) == 2


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("text", ["", "  ", "!?", "x" * 500, "\x00", "zzzz"])
def test_a_text_that_begins_nothing_has_no_suggestions(client: Client, text: str) -> None:
    response = client.get(SUGGEST, {"q": text})
    assert response.status_code in {200, 400}
    assert body(response).get("suggestions", []) == []


@pytest.mark.parametrize(
    "parameters", [{}, {"q": "x" * 501}, {"q": "a", "limit": 0}, {"q": "a", "lang": "en"}]
)
def test_a_request_for_suggestions_is_checked(client: Client, parameters: dict[str, Any]) -> None:
    refused(client.get(SUGGEST, parameters), 400)


@pytest.mark.usefixtures("version")
def test_suggestions_are_counted_apart_from_searches(client: Client, settings: Settings) -> None:
    settings.SHOP_SEARCHES_PER_MINUTE, settings.SHOP_SUGGESTIONS_PER_MINUTE = 1, 3
    sender = f"2001:db8::{uuid.uuid4().hex[:4]}"
    answers = [client.get(SUGGEST, {"q": "mug"}, REMOTE_ADDR=sender) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


@pytest.mark.usefixtures("version")
def test_suggestions_may_be_kept_for_a_minute_by_who_asked(client: Client) -> None:
    assert client.get(SUGGEST, {"q": "mug"})["Cache-Control"] == "private, max-age=60"
