"""Products with what they say and the vector of their first photo."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from django.db import connection

from catalog.inspection.learning import FOLDS, Floats, Integers
from catalog.models import CATEGORY_FIELD, SIZE_ATTRIBUTE, EncoderVersion

# Products from a merchant that are learned from: 4 MB of vectors with 256 dimensions.
SAMPLE: Final = 4_000

# Of each product, the first photo. A halfvec is sent as two int16 and big-endian float16.
_SELECT: Final = """
SELECT p.id, p.merchant_id, p.attributes, c.path, c.name,
       coalesce(nullif(p.group_id, ''), e.photo_sha256, ''), e.photo_sha256, e.photo_half
FROM ({chosen}) chosen JOIN catalog_product p ON p.id = chosen.id
LEFT JOIN catalog_category c ON c.id = p.category_id
CROSS JOIN LATERAL (
    SELECT e.photo_sha256, halfvec_send(subvector(e.joint, 1, %(dimension)s)) AS photo_half
    FROM catalog_embedding e JOIN catalog_photo f ON f.id = e.photo_id
    WHERE e.product_id = p.id AND e.encoder_version_id = %(version)s
    ORDER BY f.position, f.id LIMIT 1
) e
"""
# A hash of the id spreads a sample over the catalog, and is the same each time.
OF_MERCHANT: Final = """
SELECT id FROM catalog_product WHERE merchant_id = %(merchant)s AND active
ORDER BY hashint8(id) LIMIT %(limit)s"""
OF_OTHERS: Final = """
SELECT p.id FROM catalog_product p JOIN catalog_merchant m ON m.id = p.merchant_id AND m.active
WHERE p.merchant_id <> %(merchant)s AND p.active ORDER BY hashint8(p.id) LIMIT %(limit)s"""
AFTER: Final = """
SELECT id FROM catalog_product WHERE merchant_id = %(merchant)s AND active AND id > %(position)s
ORDER BY id LIMIT %(limit)s"""


# A picture does not show its size, and an attribute of this name would be taken for the category.
_NOT_READ: Final = frozenset({SIZE_ATTRIBUTE, CATEGORY_FIELD})


@dataclass(frozen=True, slots=True)
class Said:
    """What a product says of a field."""

    value: str
    text: str  # as a shopper would say it


@dataclass(frozen=True, slots=True)
class ProductPicture:
    product_id: int
    merchant_id: int
    group: str  # products of one group may share pictures and looks
    sha256: str
    says: Mapping[str, Said]  # by field


@dataclass(frozen=True, eq=False)
class Pictures:
    """n products with their pictures' vectors, of shape (n, d)."""

    products: Sequence[ProductPicture]
    vectors: Floats

    @cached_property
    def folds_by_group(self) -> Integers:
        """The fold of each product, so that those of a group are in the same."""
        return _folds(f"{p.merchant_id} {p.group or p.product_id}" for p in self.products)

    @cached_property
    def folds_by_merchant(self) -> Integers:
        return _folds(str(p.merchant_id) for p in self.products)

    @cached_property
    def categories(self) -> Sequence[str]:
        """The path of each product's category, or ""."""
        said = (product.says.get(CATEGORY_FIELD) for product in self.products)
        return [each.value if each else "" for each in said]

    def distinct(self) -> "Pictures":
        """Each picture once: sizes of a product share it."""
        first: dict[str, int] = {}
        for row, product in enumerate(self.products):
            first.setdefault(product.sha256 or f"product {product.product_id}", row)
        rows = list(first.values())
        return Pictures([self.products[row] for row in rows], self.vectors[rows])


def load_pictures(
    chosen: str, version: EncoderVersion, *, merchant_id: int, limit: int, position: int = 0
) -> Pictures:
    """Load the products that a query `chosen` selects. Those without a photo are left out."""
    parameters = {
        "merchant": merchant_id,
        "limit": limit,
        "position": position,
        "version": version.pk,
        "dimension": version.dimension,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SELECT.format(chosen=chosen), parameters)
        rows = cursor.fetchall()
    return Pictures([_product(row) for row in rows], _vectors(rows, version.dimension))


def read_halfvec(sent: bytes) -> Floats:
    return np.frombuffer(sent, dtype=">f2", offset=4).astype(np.float32)


def _vectors(rows: Sequence[Any], dimension: int) -> Floats:
    joined = b"".join(bytes(row[-1])[4:] for row in rows)
    return np.frombuffer(joined, dtype=">f2").astype(np.float32).reshape(-1, dimension)


def _product(row: Any) -> ProductPicture:
    product_id, merchant_id, attributes, path, name, group, sha256, _ = row
    says = dict(_attributes(json.loads(attributes)))
    if path:
        says[CATEGORY_FIELD] = Said(path, name)
    return ProductPicture(product_id, merchant_id, group, sha256, says)


def _attributes(attributes: object) -> Iterator[tuple[str, Said]]:
    """What is no text is said, too, but is no value to learn."""
    for name, value in attributes.items() if isinstance(attributes, dict) else ():
        text = value.strip() if isinstance(value, str) else ""
        if name not in _NOT_READ and (text or (value and not isinstance(value, str))):
            yield name, Said(value if text else "", text.replace("_", " "))


def _folds(keys: Iterator[str]) -> Integers:
    return np.array([zlib.crc32(key.encode()) % FOLDS for key in keys], dtype=np.int64)
