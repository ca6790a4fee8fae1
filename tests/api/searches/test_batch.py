"""Several searches in one request, each answered or refused by itself."""

import base64
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from catalog.api.searches import batch
from tests.api.conftest import body, refused
from tests.responses import ClientResponse
from tests.shop import Make, jpeg

pytestmark = pytest.mark.django_db
BATCH = "/api/v1/searches/batch/"


def send(client: Client, *searches: Any) -> ClientResponse:
    return client.post(BATCH, {"searches": list(searches)}, content_type="application/json")


def test_each_search_has_the_answer_that_it_would_have_alone(client: Client, make: Make) -> None:
    make("Red mug", "red")
    make("Blue mug", "blue")
    photo = {"photo_base64": base64.b64encode(jpeg("red")).decode(), "facets": "none"}
    first, second, third = body(send(client, {"text": "blue"}, {"limit": 0}, photo))["results"]
    assert (first["status"], second["status"], third["status"]) == (200, 400, 200)
    assert first["search"]["results"][0]["product"]["title"] == "Blue mug"
    assert first["problem"] is second["search"] is None
    assert set(second["problem"]["errors"]) == {"limit"}
    again = client.get(f"/api/v1/searches/{third['search']['id']}/?facets=none")
    assert body(again)["results"] == third["search"]["results"]


def test_a_photo_without_an_encoder_leaves_the_other_searches_alone(client: Client) -> None:
    photo = {"photo_base64": base64.b64encode(jpeg("red")).decode()}
    by_photo, by_words = body(send(client, photo, {"text": "mug"}))["results"]
    assert (by_photo["status"], by_words["status"]) == (503, 200)
    assert by_photo["problem"]["detail"].startswith("Searching by photo is not possible")


@pytest.mark.parametrize(
    ("searches", "field"),
    [
        ([], "searches"),
        ([{}] * 11, "searches"),
        (["text"], "searches.0"),
        ({"text": "mug"}, "searches"),
        (None, "searches"),
    ],
)
def test_a_batch_of_another_form_is_refused_whole(
    client: Client, searches: object, field: str
) -> None:
    answer = client.post(BATCH, {"searches": searches}, content_type="application/json")
    assert field in refused(answer, 400)["errors"]


def test_a_batch_is_not_taken_as_a_form(client: Client) -> None:
    refused(client.post(BATCH, {"searches": "[]"}), 415)


def test_a_batch_fetches_no_photos(client: Client) -> None:
    (result,) = body(send(client, {"photo_url": "https://shop.example/1.jpg"}))["results"]
    assert set(result["problem"]["errors"]) == {"photo_url"}


def test_no_search_begins_after_the_time_of_a_batch(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "DEADLINE", -1.0)
    results = body(send(client, {"text": "mug"}, {"text": "cup"}))["results"]
    assert [result["status"] for result in results] == [503, 503]
    assert "by itself" in results[0]["problem"]["detail"]


@pytest.mark.slow
def test_each_search_of_a_batch_counts_against_the_limit(
    client: Client, settings: Settings
) -> None:
    settings.SHOP_SEARCHES_PER_MINUTE = 10
    client.defaults["REMOTE_ADDR"] = "198.51.100.61"
    first, second = (send(client, *[{"text": "mug"}] * 6) for _ in range(2))
    assert first.status_code == 200
    refused(second, 429)
    assert int(second["Retry-After"]) > 0
