"""A temporary shop of synthetic products: rows by COPY, one embedding each, and the index."""

import json
from collections.abc import Callable, Iterable
from typing import Final

from django.db import connection
from django.utils import timezone
from pgvector import HalfVector

from catalog.indexing.hnsw import ensure_index
from catalog.models import EncoderVersion, Merchant
from lab.benchmarks.vector_queries import Catalog

BATCH: Final = 1000

PRODUCT_COLUMNS: Final = (
    "id", "merchant_id", "external_id", "group_id", "title", "description", "url", "price",
    "currency", "availability", "brand", "gtin", "mpn", "attributes", "tags", "active",
    "created_at", "updated_at",
)  # fmt: skip
EMBEDDING_COLUMNS: Final = (
    "product_id", "encoder_version_id", "joint", "photo_sha256", "words_sha256",
)  # fmt: skip


def fill_shop(catalog: Catalog, progress: Callable[[int], None]) -> EncoderVersion:
    """Fill the connected database. Row n of the catalog becomes the product with id n + 1."""
    merchant = Merchant.objects.create(name="Bench", slug="bench")
    version = EncoderVersion.objects.create(
        name="bench:synthetic",
        fingerprint="0",
        dimension=catalog.joint.shape[1] // 2,
        state="serving",
    )
    for start in range(0, len(catalog.joint), BATCH):
        numbers = range(start, min(start + BATCH, len(catalog.joint)))
        copy_rows(
            "catalog_product", PRODUCT_COLUMNS, (_product(catalog, n, merchant) for n in numbers)
        )
        embeddings = (_embedding(catalog, n, version) for n in numbers)
        copy_rows("catalog_embedding", EMBEDDING_COLUMNS, embeddings)
        progress(len(numbers))
    return version


def build_index(version: EncoderVersion) -> None:
    """Build the index as workers do after a first import, with fresh statistics."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_merchant, catalog_product, catalog_embedding")
        ensure_index(version)
        cursor.execute("VACUUM ANALYZE catalog_product, catalog_embedding")


def copy_rows(table: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _product(catalog: Catalog, number: int, merchant: Merchant) -> tuple[object, ...]:
    values = {name: str(value[number]) for name, value in catalog.fields.items()}
    brand = values.pop("brand")
    attributes = json.dumps({name: value for name, value in values.items() if value})
    title = f"Thing {number} of series {number % 97}"
    price, now = 1 + number % 500, timezone.now()
    return (
        number + 1, merchant.pk, f"B{number}", "", title, "", "", price, "EUR", "in_stock",
        brand, "", "", attributes, "[]", True, now, now,
    )  # fmt: skip


def _embedding(catalog: Catalog, number: int, version: EncoderVersion) -> tuple[object, ...]:
    return number + 1, version.pk, HalfVector(catalog.joint[number]).to_text(), "", ""
