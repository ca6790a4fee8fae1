"""Every error is a problem (RFC 9457), wherever it arises."""

import logging

import pytest
from django.test import Client

from catalog.api import views
from catalog.embedding.encoder import EncoderError
from catalog.search import vectors
from catalog.search.query import SearchQuery
from catalog.search.results import SearchPage
from tests.api.conftest import Ask, Make, body, refused, titles, upload

pytestmark = pytest.mark.django_db
SEARCHES = "/api/v1/searches/"


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v1/products", "/api/v2/searches/", "/api/v1/searches/x\n/"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_url_is_404(client: Client, method: str, path: str) -> None:
    refused(client.generic(method, path), 404)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_wrong_method_is_405(client: Client, method: str) -> None:
    answer = client.generic(method, SEARCHES)
    refused(answer, 405)
    assert "POST" in answer["Allow"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "x"])
def test_a_wrong_content_type_is_415(client: Client, content_type: str) -> None:
    problem = refused(client.post(SEARCHES, b"text=red", content_type=content_type), 415)
    assert "application/json or multipart/form-data" in problem["detail"]


def test_an_unacceptable_accept_header_is_406(client: Client) -> None:
    answer = client.get("/api/v1/products/", headers={"Accept": "text/csv"})
    assert "application/json" in refused(answer, 406)["detail"]


def without_encoder(name: str) -> None:
    raise EncoderError("The model's files are missing. Run ./shop fetch_model.")


@pytest.mark.usefixtures("version")
def test_a_photo_without_an_encoder_is_503(
    ask_by_form: Ask, red: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "encoder_named", without_encoder)
    vectors._memory._vectors.clear()
    answer = ask_by_form(photo=upload(red))
    refused(answer, 503)
    assert int(answer["Retry-After"]) > 0


def test_words_without_an_encoder_are_still_answered(
    ask: Ask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("Red pot", "red")
    monkeypatch.setattr(vectors, "encoder_named", without_encoder)
    vectors._memory._vectors.clear()
    answer = ask(text="pot")
    assert titles(answer) == ["Red pot"]
    assert body(answer)["notices"]


def test_a_mistake_of_ours_is_a_problem_and_is_logged(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(query: SearchQuery) -> SearchPage:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(views, "search_products", broken)
    with caplog.at_level(logging.ERROR):
        answer = ask(text="red")
    refused(answer, 500)
    assert b"secret" not in answer.content
    assert "secret detail" in caplog.text
