"""The ways in. Each takes what one sends there, and fails on an answer of 500 and more."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.embedding.clip_tokenizer import ClipTokenizer
from catalog.embedding.encoder_source import BUNDLED, VOCABULARY
from catalog.models import ImportState
from tests.attacks.attack import World
from tests.responses import ClientResponse

SEARCHES = "/api/v1/searches/"
_tokenize = ClipTokenizer(Path(BUNDLED / VOCABULARY), context_length=77)


def api_json(world: World, body: str) -> None:
    _fine(world.client.post(SEARCHES, body, content_type="application/json"))


def api_form(world: World, fields: dict[str, Any]) -> None:
    _fine(world.client.post(SEARCHES, fields))


def api_multipart(world: World, body: bytes) -> None:
    _fine(world.client.post(SEARCHES, body, content_type="multipart/form-data; boundary=b"))


def api_query(world: World, query: str) -> None:
    _fine(world.client.get(f"/api/v1/products/?{query}"))


def api_click(world: World, body: str) -> None:
    url = f"{SEARCHES}00000000-0000-0000-0000-000000000000/clicks/"
    _fine(world.client.post(url, body, content_type="application/json"))


def api_headers(world: World, headers: dict[str, str]) -> None:
    _fine(world.client.post(SEARCHES, "{}", content_type="application/json", headers=headers))


def page_query(world: World, query: str) -> None:
    _fine(world.client.get(f"/search/?{query}"))


def page_form(world: World, fields: dict[str, Any]) -> None:
    _fine(world.client.post("/search/", fields))


def page_click(world: World, fields: dict[str, str]) -> None:
    _fine(world.client.post("/clicks/", fields))


def tokeniser(_world: World, text: str) -> None:
    _tokenize(text)


def admin_search(world: World, term: str) -> None:
    _fine(world.signed_in.get(reverse("admin:catalog_product_changelist"), {"q": term}))


def admin_product(world: World, fields: dict[str, Any]) -> None:
    empty = {
        "merchant": world.merchant.pk,
        "external_id": "new",
        "title": "Mug",
        "price": "1",
        "currency": "EUR",
        "availability": "in_stock",
        "attributes": "{}",
        "tags": "[]",
        "photos-TOTAL_FORMS": 0,
        "photos-INITIAL_FORMS": 0,
    }
    _fine(world.signed_in.post(reverse("admin:catalog_product_add"), {**empty, **fields}))


def upload(world: World, data: bytes) -> None:
    """The request in which somebody waits: the file is only looked at."""
    file = SimpleUploadedFile("feed", data)
    fields = {"merchant": world.merchant.pk, "file": file, "dialect": ""}
    _fine(world.signed_in.post(reverse("admin:catalog_importrun_add"), fields))


def worker(world: World, data: bytes) -> None:
    """What becomes of it then."""
    run = world.imported(data)
    assert run.state == ImportState.FINISHED or run.reason


def _fine(response: ClientResponse) -> None:
    assert response.status_code < 500, response.content
