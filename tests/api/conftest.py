"""Requests to the API of the small shop (tests/shop.py)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.responses import ClientResponse
from tests.shop import jpeg

PostSearch = Callable[..., ClientResponse]


@pytest.fixture
def post_search(client: Client) -> PostSearch:
    """POST a search as JSON."""

    def post_search(**fields: Any) -> ClientResponse:
        return client.post("/api/v1/searches/", fields, content_type="application/json")

    return post_search


@pytest.fixture
def post_form(client: Client) -> PostSearch:
    """POST a search as a form."""

    def post_form(**fields: Any) -> ClientResponse:
        return client.post("/api/v1/searches/", fields)

    return post_form


def titles(response: ClientResponse) -> list[str]:
    assert response.status_code == 200, response.content
    return [hit["product"]["title"] for hit in body(response)["results"]]


def body(response: ClientResponse) -> dict[str, Any]:
    content: dict[str, Any] = response.json()
    return content


def refused(response: ClientResponse, status: int) -> dict[str, Any]:
    """Return the problem in a response, after checking its fields."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = body(response)
    assert problem["status"] == status
    assert problem["type"].startswith("/api/problems/")
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == response["X-Request-ID"]
    return problem


@pytest.fixture
def red() -> bytes:
    return jpeg("red")
