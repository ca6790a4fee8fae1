"""A shop of synthetic products in Postgres: rows by COPY, one embedding each, the real index."""

import json
from collections.abc import Callable
from typing import Final

from django.db import connection
from django.utils import timezone
from pgvector import HalfVector

from catalog.indexing.hnsw import ensure_index
from catalog.models import EncoderVersion, Merchant
from lab.benchmarks.copying import copy_rows
from lab.benchmarks.questions import Catalog

BATCH: Final = 1000

PRODUCT_COLUMNS: Final = (
    "id", "merchant_id", "external_id", "group_id", "title", "description", "url", "price",
    "currency", "availability", "brand", "gtin", "mpn", "attributes", "tags", "active",
    "created_at", "updated_at",
)  # fmt: skip
EMBEDDING_COLUMNS: Final = (
    "product_id", "encoder_version_id", "joint", "photo_sha256", "words_sha256",
)  # fmt: skip


def stocked(catalog: Catalog, progress: Callable[[int], None]) -> EncoderVersion:
    """In the database that the connection leads to. Place p of the catalog has the id p + 1."""
    merchant = Merchant.objects.create(name="Bench", slug="bench")
    version = EncoderVersion.objects.create(
        name="bench:synthetic",
        fingerprint="0",
        dimension=catalog.joint.shape[1] // 2,
        state="serving",
    )
    for start in range(0, len(catalog.joint), BATCH):
        places = range(start, min(start + BATCH, len(catalog.joint)))
        copy_rows(
            "catalog_product", PRODUCT_COLUMNS, (_product(catalog, p, merchant) for p in places)
        )
        embeddings = (_embedding(catalog, p, version) for p in places)
        copy_rows("catalog_embedding", EMBEDDING_COLUMNS, embeddings)
        progress(len(places))
    return version


def indexed(version: EncoderVersion) -> None:
    """As the workers do it after a first import."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_merchant, catalog_product, catalog_embedding")
        ensure_index(version)
        cursor.execute("VACUUM ANALYZE catalog_product, catalog_embedding")


def _product(catalog: Catalog, place: int, merchant: Merchant) -> tuple[object, ...]:
    values = {name: str(value[place]) for name, value in catalog.fields.items()}
    brand = values.pop("brand")
    attributes = json.dumps({name: value for name, value in values.items() if value})
    title = f"Thing {place} of series {place % 97}"
    price, now = 1 + place % 500, timezone.now()
    return (
        place + 1, merchant.pk, f"B{place}", "", title, "", "", price, "EUR", "in_stock",
        brand, "", "", attributes, "[]", True, now, now,
    )  # fmt: skip


def _embedding(catalog: Catalog, place: int, version: EncoderVersion) -> tuple[object, ...]:
    return place + 1, version.pk, HalfVector(catalog.joint[place]).to_text(), "", ""
