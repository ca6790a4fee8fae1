"""Owners make keys of their merchants, operators also publishable ones; each is shown once."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import serializers
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.admin import api_key_form
from catalog.models import ApiKey, Merchant, Role
from tests.admin.api_keys import (
    ADD,
    CHANGE,
    KEY,
    LIST,
    PUBLISHABLE,
    REVOKE,
    add,
    errors,
    key_of,
    shown_key,
    works,
)
from tests.admin.conftest import client_of

pytestmark = pytest.mark.django_db


def test_an_owner_makes_a_secret_key_that_works(as_ada: Client, ada: Merchant) -> None:
    response = add(as_ada, merchant=ada.pk, scopes=["search", "imports:write"])
    key = ApiKey.objects.get()
    assert (key.kind, key.merchant, key.scopes) == ("secret", ada, ["search", "imports:write"])
    assert key.created_by == ada.users.get()
    assert key.expires_at is not None
    assert abs(key.expires_at - timezone.now() - timedelta(days=365)) < timedelta(minutes=1)
    assert works(shown_key(response))


def test_a_new_key_is_in_no_address_history_message_log_or_cache(
    as_ada: Client, ada: Merchant, caplog: pytest.LogCaptureFixture
) -> None:
    response = add(as_ada, merchant=ada.pk)
    secret_part = shown_key(response)[9:]
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    kept = serializers.serialize("json", [*LogEntry.objects.all(), *ApiKey.objects.all()])
    pages = [as_ada.get(reverse(name, args=args)) for name, args in every_page()]
    later = kept + caplog.text + "".join(page.content.decode() for page in pages)
    assert "Stock system" in later
    assert secret_part not in later
    assert secret_part not in str(as_ada.session.items())


def every_page() -> list[tuple[str, list[int]]]:
    key = ApiKey.objects.get().pk
    return [
        (LIST, []),
        (CHANGE, [key]),
        (REVOKE, [key]),
        ("admin:catalog_apikey_history", [key]),
        ("admin:index", []),
    ]


def test_sending_the_form_again_makes_no_second_key(as_ada: Client, ada: Merchant) -> None:
    add(as_ada, merchant=ada.pk)
    again = add(as_ada, merchant=ada.pk)
    assert "Another key has this name." in str(errors(again))
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_only_owners_make_keys(ada: Merchant, role: Role) -> None:
    member = client_of(ada, role)
    assert member.get(reverse(ADD)).status_code == 403
    assert add(member, merchant=ada.pk).status_code == 403
    assert not ApiKey.objects.exists()


def test_who_owns_one_merchant_makes_no_keys_of_another_that_they_edit(
    ada: Merchant, ben: Merchant
) -> None:
    both = client_of(ada, Role.EDITOR, name="carla")
    ben.memberships.create(user=User.objects.get(username="carla"), role=Role.OWNER)
    assert "merchant" in errors(add(both, merchant=ada.pk))
    assert KEY.search(add(both, merchant=ben.pk).content.decode())


def test_an_owner_makes_neither_publishable_keys_nor_larger_limits(
    as_ada: Client, ada: Merchant
) -> None:
    add(as_ada, merchant=ada.pk, **PUBLISHABLE, allowed_origins="https://shop.example")
    key = ApiKey.objects.get()
    assert (key.kind, key.allowed_origins, key.requests_per_minute) == ("secret", [], 3000)


def test_a_key_needs_a_scope_and_an_owner_a_merchant(as_ada: Client, ada: Merchant) -> None:
    assert "scopes" in errors(add(as_ada, merchant=ada.pk, scopes=[]))
    assert "scopes" in errors(add(as_ada, merchant=ada.pk, scopes=["everything"]))
    assert "merchant" in errors(add(as_ada))


def test_keys_of_other_merchants_are_not_there(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    key_of(ada, "Mine")
    others = [key_of(ben, "Of Ben"), key_of(None, "Of the shop")]
    (seen,) = as_ada.get(reverse(LIST)).context["cl"].result_list
    assert seen.name == "Mine"
    for key in others:
        assert as_ada.get(reverse(CHANGE, args=[key.pk])).status_code != 200
        assert as_ada.post(reverse(REVOKE, args=[key.pk])).status_code == 404
    assert ApiKey.objects.filter(revoked_at=None).count() == 3


def test_a_key_is_revoked_after_a_question(as_ada: Client, ada: Merchant) -> None:
    text = shown_key(add(as_ada, merchant=ada.pk, scopes=["search"]))
    page = reverse(REVOKE, args=[ApiKey.objects.get().pk])
    assert "has never been used" in as_ada.get(page).content.decode()
    assert works(text)
    assert as_ada.post(page).status_code == 302
    assert not works(text)
    assert "revoked" in as_ada.get(reverse(LIST)).content.decode()


def test_a_viewer_revokes_nothing(ada: Merchant) -> None:
    key = key_of(ada)
    viewer = client_of(ada, Role.VIEWER)
    assert viewer.get(reverse(LIST)).status_code == 200
    assert viewer.post(reverse(REVOKE, args=[key.pk])).status_code == 403
    assert ApiKey.objects.get().revoked_at is None


def test_the_number_of_keys_of_a_merchant_is_bounded(
    as_ada: Client, ada: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_key_form, "MAX_KEYS", 1)
    key_of(ada)
    assert "Revoke what is not used" in str(errors(add(as_ada, merchant=ada.pk)))
    ApiKey.objects.all().revoke()
    assert KEY.search(add(as_ada, merchant=ada.pk).content.decode())


def test_a_form_without_its_csrf_token_makes_and_revokes_no_key(ada: Merchant) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada.users.get())
    assert add(browser, merchant=ada.pk).status_code == 403
    key = key_of(ada)
    assert browser.post(reverse(REVOKE, args=[key.pk])).status_code == 403
    assert ApiKey.objects.get().revoked_at is None
