"""What tests of the admin's pages of API keys do."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from catalog.keys.making import issue
from catalog.models import ApiKey, KeyKind, Merchant

ADD = "admin:catalog_apikey_add"
LIST = "admin:catalog_apikey_changelist"
CHANGE = "admin:catalog_apikey_change"
REVOKE = "admin:catalog_apikey_revoke"
KEY = re.compile(r"(?:pk|sk)_[\w-]{43}")
PUBLISHABLE = {
    "kind": "publishable",
    "name": "App",
    "requests_per_minute": 6000,
    "address_requests_per_minute": 300,
}


def add(client: Client, **fields: object) -> Any:
    data = {"name": "Stock system", "scopes": ["products:write"], "expires_after": "365"}
    return client.post(reverse(ADD), data | fields)


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def shown_key(response: Any) -> str:
    (key,) = KEY.findall(response.content.decode())
    return str(key)


def key_of(merchant: Merchant | None, name: str = "A key", **fields: Any) -> ApiKey:
    kind = KeyKind.SECRET if merchant else KeyKind.PUBLISHABLE
    key = ApiKey(kind=kind, merchant=merchant, name=name, scopes=["search"], **fields)
    issue(key)
    return key


def works(key: str) -> bool:
    headers = {"Authorization": f"Bearer {key}"}
    return Client().get("/api/v1/products/", headers=headers).status_code == 200
