"""The entry points of the shop: functions that send one input, and fail on a server error."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.embedding.clip_tokenizer import ClipTokenizer
from catalog.embedding.encoder_source import BUNDLED, VOCABULARY
from catalog.models import ImportState
from tests.attacks.attack import Target
from tests.responses import ClientResponse

SEARCHES = "/api/v1/searches/"
_tokenize = ClipTokenizer(Path(BUNDLED / VOCABULARY), context_length=77)


def api_json(target: Target, body: str) -> None:
    _fine(target.client.post(SEARCHES, body, content_type="application/json"))


def api_batch(target: Target, body: str) -> None:
    _fine(target.client.post(f"{SEARCHES}batch/", body, content_type="application/json"))


def api_form(target: Target, fields: dict[str, Any]) -> None:
    _fine(target.client.post(SEARCHES, fields))


def api_multipart(target: Target, body: bytes) -> None:
    _fine(target.client.post(SEARCHES, body, content_type="multipart/form-data; boundary=b"))


def api_query(target: Target, query: str) -> None:
    _fine(target.client.get(f"/api/v1/products/?{query}"))


def api_events(target: Target, body: str) -> None:
    _fine(target.client.post("/api/v1/events/", body, content_type="application/json"))


def api_headers(target: Target, headers: dict[str, str]) -> None:
    _fine(target.client.post(SEARCHES, "{}", content_type="application/json", headers=headers))


def page_query(target: Target, query: str) -> None:
    _fine(target.client.get(f"/search/?{query}"))


def page_form(target: Target, fields: dict[str, Any]) -> None:
    _fine(target.client.post("/search/", fields))


def page_click(target: Target, fields: dict[str, str]) -> None:
    _fine(target.client.post("/clicks/", fields))


def page_impressions(target: Target, fields: dict[str, str]) -> None:
    _fine(target.client.post("/impressions/", fields))


def saved_cards(target: Target, fields: dict[str, str]) -> None:
    _fine(target.client.post("/saved/cards/", fields))


def tokeniser(_target: Target, text: str) -> None:
    _tokenize(text)


def admin_search(target: Target, term: str) -> None:
    _fine(target.signed_in.get(reverse("admin:catalog_product_changelist"), {"q": term}))


def admin_product(target: Target, fields: dict[str, Any]) -> None:
    empty = {
        "merchant": target.merchant.pk,
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
    _fine(target.signed_in.post(reverse("admin:catalog_product_add"), {**empty, **fields}))


def upload(target: Target, data: bytes) -> None:
    """Upload a file by the form, which only checks it."""
    file = SimpleUploadedFile("feed", data)
    fields = {"merchant": target.merchant.pk, "file": file, "dialect": ""}
    _fine(target.signed_in.post(reverse("admin:catalog_importrun_add"), fields))


def worker(target: Target, data: bytes) -> None:
    """Import a file, as a worker does after the upload."""
    run = target.imported(data)
    assert run.state == ImportState.FINISHED or run.reason


def _fine(response: ClientResponse) -> None:
    assert response.status_code < 500, response.content
