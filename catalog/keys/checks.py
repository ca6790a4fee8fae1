"""Warns of a shop that requires keys and has none: its API would answer nobody."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import Tags, register
from django.db import Error

from catalog.models import ApiKey


@register(Tags.database)
def keys_are_there_if_required(**given: Any) -> list[checks.CheckMessage]:
    if not settings.SHOP_API_KEY_REQUIRED or not given.get("databases"):
        return []
    try:
        if ApiKey.objects.live().exists():
            return []
    except Error:
        return []  # the table is not there yet, or the database is away
    return [
        checks.Warning(
            "SHOP_API_KEY_REQUIRED is set, but there is no valid key: the REST API answers nobody.",
            hint="Make one: ./shop api_key --publishable --origin https://shop.example",
            id="catalog.W001",
        )
    ]
