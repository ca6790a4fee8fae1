"""Fill the temporary shop with products, photo rows and vectors, and build the index."""

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
from lab.benchmarks.http.product_templates import ProductTemplates
from lab.benchmarks.synthetic_shop import BATCH, build_index, copy_rows
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
class ShopRows:
    """The database rows of products by number. A product and its one photo have the same id."""

    version: EncoderVersion
    merchant: Merchant
    tree: CategoryTree = field(default_factory=CategoryTree)

    def product(self, number: int, template: DemoProduct) -> Row:
        now = timezone.now()
        return (
            number, self.merchant.pk, f"B{number}", "", template.title, template.description,
            "", template.price, template.currency, template.availability, template.brand, "", "",
            self.tree.resolve(template.category), json.dumps(template.attributes),
            json.dumps(list(template.tags)), True, now, now,
        )  # fmt: skip

    def photo(self, number: int, template: DemoProduct) -> Row:
        """Make the row of a photo without a file: searches do not read files."""
        return (
            number, number, f"photos/{number}.jpg", "", 0, template.title, "", "", 448, 448,
            WorkState.READY.value, "", 0, timezone.now(),
        )  # fmt: skip

    def embedding(self, number: int, joint: HalfVector) -> Row:
        return number, number, self.version.pk, joint.to_text(), "", ""


def fill_shop(
    templates: ProductTemplates, count: int, *, encoder: Encoder, progress: Callable[[int], None]
) -> EncoderVersion:
    """Fill the connected database with `count` products, build the index and calibrate."""
    shop_rows = ShopRows(version=_version(encoder), merchant=_merchant())
    for start in range(1, count + 1, BATCH):
        numbers = range(start, min(start + BATCH, count + 1))
        _copy_batch(shop_rows, templates, numbers)
        progress(len(numbers))
    _prepare(shop_rows.version)
    return shop_rows.version


def _version(encoder: Encoder) -> EncoderVersion:
    return EncoderVersion.objects.create(
        name=encoder.name,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        state="serving",
    )


def _merchant() -> Merchant:
    return Merchant.objects.create(name="Bench", slug="bench")


def _copy_batch(shop_rows: ShopRows, templates: ProductTemplates, numbers: range) -> None:
    indices = [number % len(templates.products) for number in numbers]
    numbered = [(number, templates.products[i]) for number, i in zip(numbers, indices, strict=True)]
    vectors = zip(numbers, templates.joint(indices, seed=numbers.start), strict=True)
    # A list, since categories cannot be looked up while the connection copies rows.
    products = [shop_rows.product(*pair) for pair in numbered]
    copy_rows("catalog_product", PRODUCT_COLUMNS, products)
    copy_rows("catalog_photo", PHOTO_COLUMNS, (shop_rows.photo(*pair) for pair in numbered))
    rows = (shop_rows.embedding(number, HalfVector(vector)) for number, vector in vectors)
    copy_rows("catalog_embedding", EMBEDDING_COLUMNS, rows)


def _prepare(version: EncoderVersion) -> None:
    build_index(version)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE catalog_photo")
    calibrate(version)
