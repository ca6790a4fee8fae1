"""A shop that requires keys and has none is warned of."""

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from catalog.models import ApiKey
from tests.api.keys.conftest import MakeKey

pytestmark = pytest.mark.django_db


def warnings() -> list[str]:
    found = run_checks(tags=["database"], databases=["default"])
    return [str(message.hint) for message in found if message.id == "catalog.W001"]


def test_requiring_keys_without_one_is_warned_of(settings: Settings, publishable: MakeKey) -> None:
    assert warnings() == []
    settings.SHOP_API_KEY_REQUIRED = True
    assert len(warnings()) == 1
    assert "./shop api_key --publishable" in warnings()[0]
    publishable()
    assert warnings() == []
    ApiKey.objects.all().revoke()
    assert len(warnings()) == 1
