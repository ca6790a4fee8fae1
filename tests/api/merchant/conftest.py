"""Requests of merchants, by secret keys."""

import json
from typing import Any

import pytest
from django.test import Client

from catalog.keys.making import issue
from catalog.models import ApiKey, KeyKind, Merchant, Scope
from tests.responses import ClientResponse

BASE = "/api/v1/merchant/"
ALL_SCOPES = [scope.value for scope in Scope]


class Shopkeeper:
    """A program of a merchant, with a key."""

    def __init__(self, merchant: Merchant, *scopes: str) -> None:
        self.merchant = merchant
        name = f"Key {ApiKey.objects.count() + 1}"
        key = ApiKey(kind=KeyKind.SECRET, merchant=merchant, name=name)
        key.scopes = list(scopes or ALL_SCOPES)
        self._headers = {"Authorization": f"Bearer {issue(key)}"}
        self._client = Client()

    def get(self, path: str, **parameters: Any) -> ClientResponse:
        return self._client.get(_address(path), parameters, headers=self._headers)

    def post(self, path: str, body: Any = None, *, key: str = "") -> ClientResponse:
        return self.send("post", path, {} if body is None else body, key=key)

    def patch(self, path: str, body: Any) -> ClientResponse:
        return self.send("patch", path, body)

    def delete(self, path: str) -> ClientResponse:
        return self._client.delete(_address(path), headers=self._headers)

    def send(self, method: str, path: str, body: Any, *, key: str = "") -> ClientResponse:
        data = body if isinstance(body, bytes) else json.dumps(body)
        send = getattr(self._client, method)
        answer: ClientResponse = send(
            _address(path), data, content_type="application/json", headers=self._with(key)
        )
        return answer

    def post_form(self, path: str, fields: dict[str, Any], *, key: str = "") -> ClientResponse:
        return self._client.post(_address(path), fields, headers=self._with(key))

    def upsert(self, *products: Any, key: str = "") -> ClientResponse:
        return self.post("products/", {"products": list(products)}, key=key)

    def _with(self, key: str) -> dict[str, str]:
        return self._headers | ({"Idempotency-Key": key} if key else {})


def _address(path: str) -> str:
    return path if path.startswith(("/", "http")) else BASE + path


@pytest.fixture
def ada(merchant: Merchant) -> Shopkeeper:
    return Shopkeeper(merchant)


@pytest.fixture
def ben(db: None) -> Shopkeeper:
    return Shopkeeper(Merchant.objects.create(name="Ben's", slug="bens"))
