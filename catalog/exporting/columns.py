"""The columns of an export: fixed ones, and one for each attribute without a column of Google's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, F, Func, TextField

from catalog.ingest.column_names import normalise_header
from catalog.ingest.dialects.attributes import normalise_attribute_name
from catalog.ingest.dialects.google import ATTRIBUTE_PREFIX, ATTRIBUTES
from catalog.ingest.shop_file import Kind
from catalog.ingest.table import MAX_COLUMNS
from catalog.models.product_queries import ProductQuerySet

FIXED: Final = (
    "id", "title", "description", "link", "image_link", "additional_image_link", "image_alt_text",
    "price", "sale_price", "sale_price_effective_date", "availability", "active", "brand", "gtin",
    "mpn", "item_group_id", "product_type", "tags", *ATTRIBUTES,
)  # fmt: skip
NOTE: Final = str(Kind.EXPORT)
_MAX_ATTRIBUTES: Final = MAX_COLUMNS - len(FIXED) - 1


@dataclass(frozen=True, slots=True)
class Columns:
    attributes: frozenset[str]  # that have a column, by the names that imports give them

    @classmethod
    def of(cls, products: ProductQuerySet) -> "Columns":
        """Return the columns for these products. Of too many attributes, the most frequent."""
        return cls(frozenset((*ATTRIBUTES, *_own_attributes(products))))

    @property
    def header(self) -> tuple[str, ...]:
        own = sorted(self.attributes - set(ATTRIBUTES))
        return (*FIXED, *map(attribute_column, own), NOTE)


def attribute_column(name: str) -> str:
    return name if name in ATTRIBUTES else f"{ATTRIBUTE_PREFIX}{name}"


def _own_attributes(products: ProductQuerySet) -> Iterator[str]:
    keys = Func(F("attributes"), function="jsonb_object_keys", output_field=TextField())
    # A subquery, since Postgres cannot group by what a function returns as several rows.
    of_products = products.order_by().annotate(attribute=keys).values("attribute")
    counted = of_products.annotate(number=Count("pk")).order_by("-number", "attribute")
    found = counted.values_list("attribute", flat=True)[:_MAX_ATTRIBUTES]
    yield from filter(_is_read_back, map(normalise_attribute_name, found))


def _is_read_back(name: str) -> bool:
    """Whether an import reads the name from a header, which knows no capital letters."""
    column = normalise_header(attribute_column(name)).removeprefix(ATTRIBUTE_PREFIX)
    return bool(name) and normalise_attribute_name(column) == name
