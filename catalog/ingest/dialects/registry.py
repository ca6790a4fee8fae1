"""The known dialects, and which of them a table is in."""

from typing import Final

from catalog.ingest.dialects.base import Dialect
from catalog.ingest.dialects.google import Google
from catalog.ingest.dialects.shopify import Shopify
from catalog.ingest.dialects.woocommerce import WooCommerce

# A table belongs to the first that recognises it. Google comes last and recognises every table.
DIALECTS: Final[tuple[Dialect, ...]] = (Shopify(), WooCommerce(), Google())

# By which a header is told from titles above it, and a catalog from the other sheets of a workbook.
KNOWN_COLUMNS: Final = frozenset().union(*(dialect.known_columns for dialect in DIALECTS))


def dialect_names() -> list[str]:
    return sorted(dialect.name for dialect in DIALECTS)


def dialect_label(name: str) -> str:
    """Return the label of a dialect. The name of a removed dialect is returned unchanged."""
    return next((dialect.label for dialect in DIALECTS if dialect.name == name), name)


def dialect_choices() -> list[tuple[str, str]]:
    """Return names and labels for a form field. The name "" stands for detection."""
    labelled = [(name, dialect_label(name)) for name in dialect_names()]
    return [("", "detected from its columns"), *labelled]


def find_dialect(columns: tuple[str, ...], *, name: str) -> Dialect:
    """Return the dialect of this name or, if `name` is "", the first to recognise the columns."""
    if name:
        return next(dialect for dialect in DIALECTS if dialect.name == name)
    present = frozenset(columns)
    return next(dialect for dialect in DIALECTS if dialect.recognises(present))
