"""Operators make publishable keys for origins; kinds of keys do not mix."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import ApiKey, Merchant
from tests.admin.api_keys import CHANGE, PUBLISHABLE, add, errors, key_of, shown_key, works

pytestmark = pytest.mark.django_db


def test_an_operator_makes_a_publishable_key_for_origins(admin_client: Client) -> None:
    origins = " https://Shop.example/ \r\nhttp://localhost:3000\nhttps://shop.example:443"
    text = shown_key(add(admin_client, **PUBLISHABLE, allowed_origins=origins, expires_after=""))
    key = ApiKey.objects.get()
    assert key.allowed_origins == ["https://shop.example", "http://localhost:3000"]
    assert (key.merchant, key.scopes, key.expires_at) == (None, ["search"], None)
    assert text.startswith("pk_")
    assert works(text)


@pytest.mark.parametrize(
    "origin",
    [
        "shop.example",
        "https://shop.example/page",
        "https://*.example",
        "null",
        "ftp://shop.example",
        "https://a@shop.example",
        "https://shop.example:99999",
        "https://[::1",
        "https://" + "a" * 300 + ".example",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_origin_is_refused_with_an_example(admin_client: Client, origin: str) -> None:
    answer = add(admin_client, **PUBLISHABLE, allowed_origins=origin)
    assert "https://shop.example" in str(errors(answer)["allowed_origins"])


def test_kinds_of_keys_do_not_mix(admin_client: Client, ada: Merchant) -> None:
    assert "merchant" in errors(add(admin_client, **PUBLISHABLE, merchant=ada.pk))
    secret = {**PUBLISHABLE, "kind": "secret", "allowed_origins": "https://shop.example"}
    assert errors(add(admin_client, **secret)).keys() == {"merchant", "allowed_origins"}


def test_origins_of_a_key_can_be_changed_but_not_what_it_allows(admin_client: Client) -> None:
    key = key_of(None, allowed_origins=["https://old.example"])
    page = reverse(CHANGE, args=[key.pk])
    form = {**PUBLISHABLE, "kind": "secret", "allowed_origins": "https://new.example"}
    assert admin_client.post(page, form | {"scopes": ["imports:write"]}).status_code == 302
    changed = ApiKey.objects.get()
    assert changed.allowed_origins == ["https://new.example"]
    assert (changed.kind, changed.scopes, changed.hash) == ("publishable", ["search"], key.hash)
