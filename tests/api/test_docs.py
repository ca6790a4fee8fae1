"""The commands in docs/api.md run, its responses match the API's, and its tables are complete."""

import argparse
import json
import re
import shlex
import uuid
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from catalog.api.events.requests import EventSerializer
from catalog.api.filters import FiltersSerializer
from catalog.api.problem_schema import ProblemSerializer
from catalog.api.products.requests import ProductsSerializer
from catalog.api.searches.photo_requests import CropSerializer
from catalog.api.searches.requests import (
    SearchFormSerializer,
)
from catalog.api.searches.responses import SearchResponseSerializer
from catalog.api.suggestions.requests import SuggestSerializer
from catalog.keys.making import issue
from catalog.models import ApiKey, KeyKind, Search
from catalog.search.query import SearchQuery
from catalog.search.saved import save_search
from catalog.vocabulary.building import refresh_vocabulary
from tests.shop import Make, category, jpeg

DOCS = (settings.BASE_DIR / "docs/api.md").read_text()
BLOCK = re.compile(
    r"```console\n(?P<command>.+?)\n```(?:\n\n```json\n(?P<answer>.+?)\n```)?", re.DOTALL
)
EXAMPLES = [(block["command"], block["answer"]) for block in BLOCK.finditer(DOCS)]
# The options of curl that the examples use. Any other option fails the test.
CURL = argparse.ArgumentParser(exit_on_error=False)
CURL.add_argument("-F", dest="form", action="append", default=[])
CURL.add_argument("-d", dest="data", action="append", default=[])
CURL.add_argument("-G", dest="get", action="store_true")
CURL.add_argument("-H", dest="headers", action="append", default=[])
CURL.add_argument("--json")
CURL.add_argument("url")
SEARCH_ID = uuid.UUID("0b6ff4a5-2f0e-4cf3-9f0c-5b6a3f1f7d11")


@pytest.fixture
def server(live_server: LiveServer, make: Make, tmp_path: Path) -> str:
    """The address of a shop with the products of the examples."""
    mugs = category("Home/Mugs")
    kind = {"brand": "Ito", "category": mugs, "attributes": {"color": "blue"}, "tags": ["new"]}
    make("Blue mug", "blue", pk=17, price="24.00", sale_price="19.90", **kind)
    make("Blue jug", "blue", pk=18, **kind)
    refresh_vocabulary()
    search = save_search(SearchQuery(text="blue mug"))
    Search.objects.filter(pk=search.pk).update(id=SEARCH_ID, shown=[17, 18])
    (tmp_path / "photo.jpg").write_bytes(jpeg("blue"))
    return live_server.url


@pytest.fixture
def key(db: None) -> str:
    """What the examples call $SHOP_KEY."""
    kind, scopes = KeyKind.PUBLISHABLE, ApiKey.SHOPPING_SCOPES
    return issue(ApiKey(kind=kind, name="Of the examples", scopes=scopes))


def run_curl(command: str, server: str, folder: Path) -> requests.Response:
    arguments = CURL.parse_args(shlex.split(command.replace("http://localhost:8000", server))[1:])
    given = dict(header.split(": ") for header in arguments.headers)
    if arguments.form:
        parts = [(name, _part(value, folder)) for name, value in map(_pair, arguments.form)]
        return requests.post(arguments.url, files=parts, timeout=10)
    if arguments.json:
        headers = {"Content-Type": "application/json"}
        return requests.post(arguments.url, data=arguments.json, headers=headers, timeout=10)
    parameters = [_pair(text) for text in arguments.data]
    return requests.get(arguments.url, params=parameters, headers=given, timeout=10)


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


def _part(value: str, folder: Path) -> tuple[str | None, bytes]:
    if value.startswith("@"):
        return value[1:], (folder / value[1:]).read_bytes()
    return None, value.encode()


def same_form(example: Any, real: Any, path: str = "answer") -> None:
    """Assert equal names at every level. Of a list, only the first item is compared."""
    if isinstance(example, dict):
        assert set(example) == set(real), path
        for name, value in example.items():
            same_form(value, real[name], f"{path}.{name}")
    elif isinstance(example, list) and example:
        assert real, path
        same_form(example[0], real[0], path)
    elif example is not None and real is not None:
        assert type(example) is type(real), path


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("command", "answer"), EXAMPLES)
def test_an_example_in_the_docs_works_as_written(
    server: str, key: str, tmp_path: Path, command: str, answer: str | None
) -> None:
    response = run_curl(command.replace("$SHOP_KEY", key), server, tmp_path)
    example = json.loads(answer) if answer else {}
    expected = {example["status"]} if "status" in example else {200, 201, 204}
    assert response.status_code in expected, response.text
    if example:
        same_form(example, response.json())


def test_all_examples_in_the_docs_are_found() -> None:
    assert len(EXAMPLES) == DOCS.count("```console")
    assert sum(answer is not None for _, answer in EXAMPLES) > 5


@pytest.mark.parametrize(
    "serializer",
    [
        SearchFormSerializer,
        FiltersSerializer,
        CropSerializer,
        EventSerializer,
        SuggestSerializer,
        ProductsSerializer,
        SearchResponseSerializer,
        ProblemSerializer,
    ],
)
def test_every_api_field_is_documented(serializer: type[SearchFormSerializer]) -> None:
    prose = " ".join(DOCS.split())
    fields = serializer().fields
    assert [name for name in fields if f"`{name}`" not in prose and f'"{name}":' not in prose] == []


def test_every_status_in_the_schema_is_documented(client: Any) -> None:
    paths = client.get("/api/schema/").json()["paths"]
    promised = {
        status
        for methods in paths.values()
        for operation in methods.values()
        for status in operation["responses"]
        if not status.startswith("2")
    }
    documented = set(re.findall(r"^\| (\d{3}) \|", DOCS, re.MULTILINE))
    assert promised <= documented
    assert {"404", "405", "406", "500"} <= documented
