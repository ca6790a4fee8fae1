"""Filling the temporary shop: products with words, photo rows and vectors, and the real index."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from django.db import connection
from django.utils import timezone
from pgvector import HalfVector

from catalog.embedding.encoder import Encoder
from catalog.ingest.categories import CategoryTree
from catalog.models import EncoderVersion, Merchant, WorkState
from catalog.search.calibration import calibrate
from lab.benchmarks.copying import copy_rows
from lab.benchmarks.http.templates import Templates
from lab.benchmarks.shop import BATCH, indexed
from lab.demo.products import DemoProduct

Row = tuple[object, ...]

PRODUCT_COLUMNS: Final = (
    "id", "merchant_id", "external_id", "group_id", "title", "description", "url", "price",
    "currency", "availability", "brand", "gtin", "mpn", "category_id", "attributes", "tags",
    "active", "created_at", "updated_at",
)  # fmt: skip
PHOTO_COLUMNS: Final = (
    "id", "product_id", "file", "source_url", "position", "alt", "sha256", "source_sha256",
    "width", "height", "state", "reason", "attempts", "due_at",
)  # fmt: skip
EMBEDDING_COLUMNS: Final = (
    "product_id", "photo_id", "encoder_version_id", "joint", "photo_sha256", "words_sha256",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """Where the products of the shop belong. Each product has the id of its one photo."""

    version: EncoderVersion
    merchant: Merchant
    tree: CategoryTree = field(default_factory=CategoryTree)

    def product(self, number: int, like: DemoProduct) -> Row:
        now = timezone.now()
        return (
            number, self.merchant.pk, f"B{number}", "", like.title, like.description,
            "", like.price, like.currency, like.availability, like.brand, "", "",
            self.tree.resolve(like.category), json.dumps(like.attributes),
            json.dumps(list(like.tags)), True, now, now,
        )  # fmt: skip

    def photo(self, number: int, like: DemoProduct) -> Row:
        """Its file is not there; no search reads it."""
        return (
            number, number, f"photos/{number}.jpg", "", 0, like.title, "", "", 448, 448,
            WorkState.READY.value, "", 0, timezone.now(),
        )  # fmt: skip

    def embedding(self, number: int, joint: HalfVector) -> Row:
        return number, number, self.version.pk, joint.to_text(), "", ""


def stocked(
    templates: Templates, count: int, *, encoder: Encoder, progress: Callable[[int], None]
) -> EncoderVersion:
    """In the database that the connection leads to; calibrated, ready to be searched."""
    shelves = Shelves(version=_version(encoder), merchant=_merchant())
    for start in range(1, count + 1, BATCH):
        numbers = range(start, min(start + BATCH, count + 1))
        _stock(shelves, templates, numbers)
        progress(len(numbers))
    _ready(shelves.version)
    return shelves.version


def _version(encoder: Encoder) -> EncoderVersion:
    return EncoderVersion.objects.create(
        name=encoder.name,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        state="serving",
    )


def _merchant() -> Merchant:
    return Merchant.objects.create(name="Bench", slug="bench")


def _stock(shelves: Shelves, templates: Templates, numbers: range) -> None:
    places = [number % len(templates.products) for number in numbers]
    alike = [(number, templates.products[p]) for number, p in zip(numbers, places, strict=True)]
    vectors = zip(numbers, templates.joint(places, seed=numbers.start), strict=True)
    # All at once: while rows are copied, the connection cannot look up their categories.
    products = [shelves.product(*one) for one in alike]
    copy_rows("catalog_product", PRODUCT_COLUMNS, products)
    copy_rows("catalog_photo", PHOTO_COLUMNS, (shelves.photo(*one) for one in alike))
    rows = (shelves.embedding(number, HalfVector(vector)) for number, vector in vectors)
    copy_rows("catalog_embedding", EMBEDDING_COLUMNS, rows)


def _ready(version: EncoderVersion) -> None:
    indexed(version)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE catalog_photo")
    calibrate(version)
