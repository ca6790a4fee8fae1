"""Every error of the API is a problem (RFC 9457), wherever it is raised."""

import logging
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from django.test import Client
from PIL.Image import Image

from catalog.api.searches import answering
from catalog.embedding import registry
from catalog.embedding.encoder import EncoderError, Vectors
from catalog.models import EncoderVersion, QueryPhoto
from catalog.search.query import SearchQuery
from catalog.search.results import SearchPage
from tests.api.conftest import PostSearch, body, refused, titles
from tests.encoders import ColourEncoder
from tests.shop import Make, upload

pytestmark = pytest.mark.django_db
SEARCHES = "/api/v1/searches/"


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v1/products", "/api/v2/searches/", "/api/v1/searches/x\n/"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_api_url_is_404(client: Client, method: str, path: str) -> None:
    refused(client.generic(method, path), 404)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
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


def test_the_lost_photo_of_a_saved_search_is_410(
    post_form: PostSearch, client: Client, make: Make, red: bytes, media: Path
) -> None:
    make("Red pot", "red")
    search_id = body(post_form(photo=upload(red)))["id"]
    (media / str(QueryPhoto.objects.get().file.name)).unlink()
    problem = refused(client.get(f"{SEARCHES}{search_id}/"), 410)
    assert "send it again" in problem["detail"]


def test_a_problem_has_the_title_of_its_type(
    post_search: PostSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(query: SearchQuery) -> SearchPage:
        raise OperationalError("canceling statement due to statement timeout")

    invalid = body(post_search(limit=0))
    assert invalid["type"] == "/api/problems/invalid-request/"
    assert invalid["title"] == "The request is not valid"
    monkeypatch.setattr(answering, "search_products", cancelled)
    assert body(post_search(text="red"))["type"] == "/api/problems/unavailable/"


class BrokenEncoder(ColourEncoder):
    name = "test:broken"
    fingerprint = "broken"

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        raise EncoderError("The model's files are missing.")

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        raise EncoderError("The model's files are missing.")


@pytest.fixture
def broken_encoder(version: EncoderVersion) -> Iterator[None]:
    with registry.override_encoder(BrokenEncoder()):
        version.name, version.fingerprint = BrokenEncoder.name, BrokenEncoder.fingerprint
        version.save()
        yield


@pytest.mark.usefixtures("broken_encoder")
def test_a_photo_without_an_encoder_is_503(post_form: PostSearch, red: bytes) -> None:
    answer = post_form(photo=upload(red))
    assert "photo" in refused(answer, 503)["detail"]
    assert int(answer["Retry-After"]) > 0


@pytest.mark.usefixtures("broken_encoder")
def test_text_searches_without_an_encoder_are_still_answered(
    post_search: PostSearch, make: Make
) -> None:
    make("Red pot", "red")
    answer = post_search(text="pot")
    assert titles(answer) == ["Red pot"]
    assert body(answer)["notices"]


@pytest.mark.usefixtures("broken_encoder")
def test_similar_products_need_no_encoder(client: Client, make: Make) -> None:
    product = make("Red pot", "red")
    make("Blue pot", "blue")
    assert titles(client.get(f"/api/v1/products/{product.pk}/similar/")) == ["Blue pot"]


def test_a_database_in_trouble_is_503(
    post_search: PostSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(query: SearchQuery) -> SearchPage:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(answering, "search_products", cancelled)
    answer = post_search(text="red")
    assert "statement" not in refused(answer, 503)["detail"]
    assert int(answer["Retry-After"]) > 0


def test_too_many_api_requests_are_429(settings: LazySettings, make: Make) -> None:
    product = make("Red pot", "red")
    settings.SHOP_SEARCHES_PER_MINUTE = 2
    client = Client(REMOTE_ADDR=f"2001:db8:{uuid.uuid4().hex[:4]}::1")
    search = client.post(SEARCHES, {"text": "red"}, content_type="application/json")
    by_id = f"{SEARCHES}{body(search)['id']}/"
    assert titles(client.get(by_id)) == titles(search)
    by_pk = f"/api/v1/products/{product.pk}/"
    for path in (by_id, by_pk, f"{by_pk}similar/", "/api/v1/products/"):
        answer = client.get(path, headers={"X-Forwarded-For": "9.9.9.9"})
        refused(answer, 429)
        assert 0 < int(answer["Retry-After"]) <= 60


def test_a_server_error_is_a_problem_and_is_logged(
    post_search: PostSearch,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client.raise_request_exception = False

    def broken(query: SearchQuery) -> SearchPage:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(answering, "search_products", broken)
    with caplog.at_level(logging.ERROR):
        answer = post_search(text="red")
    refused(answer, 500)
    assert b"secret" not in answer.content
    assert "secret detail" in caplog.text
