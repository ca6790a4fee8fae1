"""Brands, which merchants spell differently: "Acmex", "ACMEX" and "Acmex®" share a key."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Func, TextField


class BrandKey(Func):
    """The key of a spelling, by migration 0016."""

    function = "catalog_brand_key"
    output_field = TextField()


def brand_keys(spellings: Iterable[str]) -> dict[str, str]:
    """Return the key of each spelling."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT spelling, catalog_brand_key(spelling) FROM unnest(%s::text[]) spelling",
            [list(spellings)],
        )
        return dict(cursor.fetchall())
