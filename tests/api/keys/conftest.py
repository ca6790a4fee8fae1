"""Keys, and a small site whose views show what a key may do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from catalog.keys.making import issue
from catalog.models import ApiKey, KeyKind, Merchant
from tests.responses import ClientResponse

MakeKey = Callable[..., str]
SHOP_PAGE = "https://shop.example"


@pytest.fixture
def secret(merchant: Merchant) -> MakeKey:
    """secret(*scopes, **fields): the text of a new secret key of the merchant."""

    def secret(*scopes: str, **fields: Any) -> str:
        name = f"Key {ApiKey.objects.count() + 1}"
        values = {"merchant": merchant, "scopes": list(scopes), "name": name, **fields}
        return issue(ApiKey(kind=KeyKind.SECRET, **values))

    return secret


@pytest.fixture
def publishable(db: None) -> MakeKey:
    """publishable(*origins, **fields): the text of a new publishable key."""

    def publishable(*origins: str, **fields: Any) -> str:
        name = f"Key {ApiKey.objects.count() + 1}"
        values = {"scopes": ApiKey.SHOPPING_SCOPES, "name": name, **fields}
        return issue(ApiKey(kind=KeyKind.PUBLISHABLE, allowed_origins=list(origins), **values))

    return publishable


def get(path: str = "/api/v1/products/", key: str = "", **headers: str) -> ClientResponse:
    return Client().get(path, headers=with_key(key) | headers)


def with_key(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}
