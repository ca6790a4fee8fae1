"""Exports a merchant's products, and imports the file again."""

import csv
import io
import json

from catalog.exporting.lines import ExportFormat, export_lines
from catalog.models import ImportRun, Merchant, Product
from tests.ingest.correcting import import_file

SHOP = "https://shop.example/"
_FIELDS = (
    "external_id", "title", "description", "url", "price", "sale_price", "sale_starts", "sale_ends",
    "currency", "availability", "brand", "gtin", "mpn", "group_id", "category_id", "attributes",
    "tags", "active", "retired_at",
)  # fmt: skip


def exported(
    merchant: Merchant, export_format: ExportFormat = ExportFormat.GOOGLE, *, shop: str = SHOP
) -> str:
    products = Product.objects.all()
    return "".join(export_lines(merchant, products, export_format=export_format, shop=shop))


def exported_rows(merchant: Merchant, *, shop: str = SHOP) -> list[dict[str, str]]:
    text = exported(merchant, shop=shop).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def exported_objects(merchant: Merchant) -> list[dict[str, object]]:
    return list(map(json.loads, exported(merchant, ExportFormat.JSON_LINES).splitlines()))


def import_export(
    text: str, to: Merchant, export_format: ExportFormat = ExportFormat.GOOGLE
) -> ImportRun:
    return import_file(to, text.encode(), name=f"catalog.{export_format.ending}")


def products_of(merchant: Merchant) -> dict[str, tuple[object, ...]]:
    """All that an export has of each product, by its id."""
    return {
        product.external_id: (
            *(getattr(product, name) for name in _FIELDS),
            *((p.position, p.source_url, p.alt) for p in product.photos.order_by("position", "id")),
        )
        for product in Product.objects.filter(merchant=merchant).prefetch_related("photos")
    }
