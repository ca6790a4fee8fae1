"""The commands in docs/merchant-api.md run, and its tables are complete."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from catalog.api.merchant.imports.requests import ImportFileSerializer
from catalog.api.merchant.imports.responses import ImportSerializer
from catalog.api.merchant.products.requests import ProductItemSerializer
from catalog.api.merchant.products.responses import OwnPhotoSerializer, OwnProductSerializer
from catalog.models import Product
from tests.api.merchant.conftest import Shopkeeper
from tests.api.test_docs import BLOCK, same_form
from tests.responses import ClientResponse
from tests.shop import jpeg, upload

pytestmark = pytest.mark.django_db
DOCS = (settings.BASE_DIR / "docs/merchant-api.md").read_text()
EXAMPLES = [(block["command"], block["answer"]) for block in BLOCK.finditer(DOCS)]
FILES = {
    "photo.jpg": jpeg("red"),
    "feed.csv": b"id,title,price,image_link\nM-1,Mug,9.50 EUR,https://img.example/1.jpg\n",
}


def run_curl(ada: Shopkeeper, command: str) -> ClientResponse:
    """Send what the command sends, which has one of --json and -F, or none."""
    _curl, *words = shlex.split(command)
    options = list(zip(words[:-1:2], words[1:-1:2], strict=True))
    address = words[-1].removeprefix("http://localhost:8000")
    headers = dict(value.split(": ", 1) for name, value in options if name == "-H")
    assert headers["Authorization"] == "Bearer $KEY"
    form = dict(value.split("=", 1) for name, value in options if name == "-F")
    body = next((value for name, value in options if name == "--json"), None)
    key = headers.get("Idempotency-Key", "")
    if form:
        return ada.post_form(address, {name: _part(value) for name, value in form.items()}, key=key)
    return ada.send("post", address, body.encode(), key=key) if body else ada.get(address)


def _part(value: str) -> Any:
    is_file = value.startswith("@")
    return upload(FILES[value[1:]], name=Path(value[1:]).name) if is_file else value


@pytest.mark.parametrize(("command", "answer"), EXAMPLES)
def test_an_example_works_as_written(ada: Shopkeeper, command: str, answer: str | None) -> None:
    if "delete" in command or "/photos/" in command:
        ada.upsert({"external_id": "MUG-17", "title": "Blue mug", "price": "24.00"})
    response = run_curl(ada, command)
    assert response.status_code in {200, 201, 202}, response.content
    if answer:
        same_form(json.loads(answer), response.json())


def test_the_first_example_is_answered_as_it_says(ada: Shopkeeper) -> None:
    command, answer = EXAMPLES[0]
    said, real = json.loads(answer), run_curl(ada, command).json()
    for name in ("created", "changed", "unchanged", "refused"):
        assert said[name] == real[name]
    assert said["results"][1] == real["results"][1]
    assert Product.objects.get().title == "Blue mug"


def test_all_examples_are_found() -> None:
    assert len(EXAMPLES) == 5
    assert sum(answer is not None for _, answer in EXAMPLES) == 2


@pytest.mark.parametrize(
    "serializer",
    [
        ProductItemSerializer,
        OwnProductSerializer,
        OwnPhotoSerializer,
        ImportFileSerializer,
        ImportSerializer,
    ],
)
def test_every_field_is_documented(serializer: Any) -> None:
    named = set(re.findall(r"`([a-z_]+)`", DOCS))
    # Those that need no word.
    plain = {"name", "created_at", "finished_at", "file", "feed_address_id"}
    assert set(serializer().fields) - named - plain == set()
