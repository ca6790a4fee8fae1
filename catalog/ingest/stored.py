"""Reads the products that rows may describe, as values: for each row of a file that changes
nothing, an instance of the model would take longer than all the rest.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from catalog.models import Photo

# The values are arrays. An IN list has a placeholder for each, which took longer than the query.
_STATEMENT: Final = """
SELECT {columns},
       EXISTS (SELECT FROM catalog_photo AS photo WHERE photo.product_id = product.id)
FROM catalog_product AS product
WHERE merchant_id = %(merchant)s AND {condition}
ORDER BY id
"""
_BY_ID: Final = "external_id = ANY(%(ids)s)"
_BY_EITHER: Final = f"({_BY_ID} OR alternate_id = ANY(%(alternates)s))"


class StoredProduct(NamedTuple):
    """The columns of a product that a row is compared with."""

    attributes: Mapping[str, str]
    tags: Sequence[str]
    id: int
    external_id: str
    alternate_id: str
    group_id: str
    title: str
    description: str
    url: str
    price: Decimal
    sale_price: Decimal | None
    sale_starts: datetime | None
    sale_ends: datetime | None
    currency: str
    availability: str
    brand: str
    gtin: str
    mpn: str
    category_id: int | None
    active: bool
    locked_fields: Sequence[str]
    edited_fields: Sequence[str]
    retired_at: datetime | None
    has_photos: bool


@dataclass(frozen=True, slots=True)
class Stored:
    products: Sequence[StoredProduct]
    photos: Mapping[int, Sequence[Photo]]  # by the product's id, in their order


def read_stored(
    merchant_id: int, external_ids: Collection[str], alternate_ids: Collection[str]
) -> Stored:
    """Return a merchant's products that have one of these ids."""
    condition = _BY_EITHER if alternate_ids else _BY_ID
    columns = ", ".join(StoredProduct._fields[:-1])
    values: dict[str, Any] = {
        "merchant": merchant_id,
        "ids": [*external_ids],
        "alternates": [*alternate_ids],
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(columns=columns, condition=condition), values)
        products = [
            StoredProduct(json.loads(attributes), json.loads(tags), *others)
            for attributes, tags, *others in cursor.fetchall()
        ]
    return Stored(products, _photos_of([product.id for product in products if product.has_photos]))


def _photos_of(product_ids: Collection[int]) -> Mapping[int, Sequence[Photo]]:
    photos: dict[int, list[Photo]] = defaultdict(list)
    for photo in _photos(product_ids) if product_ids else ():
        photos[photo.product_id].append(photo)
    return photos


def _photos(product_ids: Collection[int]) -> Iterable[Photo]:
    condition = "catalog_photo.product_id = ANY(%s)"
    values = [list(product_ids)]
    belongs = RawSQL(condition, values, output_field=BooleanField())  # noqa: S611  # bound values
    return Photo.objects.filter(belongs)
