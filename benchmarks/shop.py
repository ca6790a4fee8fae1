"""A shop of synthetic products in Postgres: rows by COPY, one embedding each, the real index."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray
from pgvector import HalfVector

from benchmarks.vectors import CLUSTERS, Vectors
from catalog.indexing.hnsw import ensure_index
from catalog.models import EncoderVersion, Merchant
from catalog.search.calibration import calibrate

FLAGS: Final = {"half": 0.5, "tenth": 0.1, "hundredth": 0.01, "thousandth": 0.001}
"""Attributes that so large a share of the products has, independent of their vectors."""

BRANDS: Final = 20
"""Each has the products of a twentieth of the clusters: a filter correlated with the vectors."""

BATCH: Final = 1000

PRODUCT_COLUMNS: Final = (
    "id", "merchant_id", "external_id", "group_id", "title", "description", "url", "price",
    "currency", "availability", "brand", "gtin", "mpn", "attributes", "tags", "active",
    "created_at", "updated_at",
)  # fmt: skip
EMBEDDING_COLUMNS: Final = (
    "product_id", "encoder_version_id", "joint", "photo_sha256", "words_sha256",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stocked:
    """Product `number` of the vectors has the id `number + 1`."""

    version: EncoderVersion
    joint: NDArray[np.float32]
    flags: dict[str, NDArray[np.bool_]]
    brands: NDArray[np.int64]


def stocked(vectors: Vectors, progress: Callable[[int], None]) -> Stocked:
    """In the database that the connection leads to. The index is built afterwards."""
    rng = np.random.default_rng(7)
    count = len(vectors.clusters)
    shop = Stocked(
        version=EncoderVersion.objects.create(
            name="bench:synthetic", fingerprint="0", dimension=vectors.images.shape[1],
            state="serving",
        ),
        joint=vectors.joint,
        flags={name: rng.random(count) < share for name, share in FLAGS.items()},
        brands=vectors.clusters * BRANDS // CLUSTERS,
    )  # fmt: skip
    _fill(shop, progress)
    return shop


def indexed(shop: Stocked) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_product, catalog_embedding")
    ensure_index(shop.version)
    calibrate(shop.version)
    shop.version.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE catalog_product, catalog_embedding")


def _fill(shop: Stocked, progress: Callable[[int], None]) -> None:
    merchant = Merchant.objects.create(name="Bench", slug="bench")
    for start in range(0, len(shop.joint), BATCH):
        numbers = range(start, min(start + BATCH, len(shop.joint)))
        _copy("catalog_product", PRODUCT_COLUMNS, (_product(shop, n, merchant) for n in numbers))
        _copy("catalog_embedding", EMBEDDING_COLUMNS, (_embedding(shop, n) for n in numbers))
        progress(len(numbers))


def _copy(table: str, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _product(shop: Stocked, number: int, merchant: Merchant) -> tuple[object, ...]:
    flags = ", ".join(f'"{name}": "yes"' for name, has in shop.flags.items() if has[number])
    price, now = 1 + number % 500, timezone.now()
    return (
        number + 1, merchant.pk, f"B{number}", "", f"Thing {number} of brand {number % 97}", "", "",
        price, "EUR", "in_stock", f"Brand {shop.brands[number]}", "", "", f"{{{flags}}}", "[]",
        True, now, now,
    )  # fmt: skip


def _embedding(shop: Stocked, number: int) -> tuple[object, ...]:
    joint = HalfVector(shop.joint[number]).to_text()
    return number + 1, shop.version.pk, joint, "", ""
