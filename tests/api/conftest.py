"""The small shop over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.responses import ClientResponse
from tests.shop import jpeg

Ask = Callable[..., ClientResponse]


@pytest.fixture
def ask(client: Client) -> Ask:
    """POST a search as JSON."""

    def ask(**fields: Any) -> ClientResponse:
        return client.post("/api/v1/searches/", fields, content_type="application/json")

    return ask


@pytest.fixture
def ask_by_form(client: Client) -> Ask:
    """POST a search as a form."""

    def ask_by_form(**fields: Any) -> ClientResponse:
        return client.post("/api/v1/searches/", fields)

    return ask_by_form


def titles(response: ClientResponse) -> list[str]:
    assert response.status_code == 200, response.content
    return [hit["product"]["title"] for hit in body(response)["results"]]


def body(response: ClientResponse) -> dict[str, Any]:
    found: dict[str, Any] = response.json()
    return found


def refused(response: ClientResponse, status: int) -> dict[str, Any]:
    """The problem, whose form is checked."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = body(response)
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.fixture
def red() -> bytes:
    return jpeg("red")
