"""What a row changes in its product's fields, and what it leaves alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from catalog.ingest.dialects.attributes import normalise_attribute_name
from catalog.ingest.feed_row import SALE_WINDOW, FeedRow
from catalog.ingest.price_changes import price_values
from catalog.ingest.stated import Stated
from catalog.ingest.stored import StoredProduct
from catalog.ingest.stored_values import is_same
from catalog.models import LockableField
from catalog.models.product_locks import LOCKS

# Fields of FeedRow that are written as they are, under the same name.
_PLAIN: Final = ("title", "description", "url", "availability", "brand", "gtin", "mpn", "group_id",
                 "active")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    values: Mapping[str, object]  # by column of Product; those that differ
    locked: tuple[LockableField, ...] = ()  # which differ too, but stay
    overwritten: tuple[LockableField, ...] = ()  # which were edited by hand
    warnings: tuple[str, ...] = ()


def changes_of(
    row: FeedRow,
    product: StoredProduct,
    *,
    category_id: int | None,
    stated: Stated,
    fills_mpn: bool,
) -> Changes:
    """Compare a row with its product. Raises RowError if their prices do not go together."""
    prices, warnings = price_values(row, product, stated)
    values = _plain_values(row, stated, fills_mpn=fills_mpn) | prices
    if "tags" in stated.fields:
        values["tags"] = list(row.tags)
    if "category" in stated.fields and row.category is not None:
        values["category_id"] = category_id
    if "attributes" in stated.fields:
        values["attributes"] = _attributes(row, product, stated)
    if row.alternate_id:
        values["alternate_id"] = row.alternate_id
    if product.retired_at is not None and _is_back(row, stated):
        values |= _returned(row, product)
    differing = {
        name: value
        for name, value in values.items()
        if not is_same(name, getattr(product, name), value)
    }
    if not differing:
        return Changes(values={}, warnings=warnings)
    return _unless_locked(differing, product, warnings)


def new_values(row: FeedRow, *, category_id: int | None) -> dict[str, object]:
    """Return the values of a new product, by column, that its row states."""
    names = ("external_id", "alternate_id", "price", "sale_price", *SALE_WINDOW, "currency",
             *_PLAIN)  # fmt: skip
    stated = {name: value for name in names if (value := getattr(row, name)) is not None}
    lists = {"attributes": dict(row.attributes), "tags": row.tags}
    return {**stated, **lists, "category_id": category_id}


def _is_back(row: FeedRow, stated: Stated) -> bool:
    """Whether a feed has the product again, or a merchant has switched it on in an export."""
    return bool(row.active) if stated.is_export else not stated.missing


def _returned(row: FeedRow, product: StoredProduct) -> dict[str, object]:
    """What a product gets that an import deactivated, now that a whole feed has it again."""
    decided = {*product.locked_fields, *product.edited_fields}
    is_free = row.active is None and LockableField.ACTIVE not in decided
    return {"retired_at": None} | ({"active": True} if is_free else {})


def _plain_values(row: FeedRow, stated: Stated, *, fills_mpn: bool) -> dict[str, object]:
    names = [name for name in _PLAIN if name in stated.fields or (name == "mpn" and fills_mpn)]
    return {name: value for name in names if (value := getattr(row, name)) is not None}


def _attributes(row: FeedRow, product: StoredProduct, stated: Stated) -> dict[str, str]:
    """The attributes of the row, and those of the product for which the file has no column.

    A product may have an attribute under another of its spellings, such as "größe" for "size".
    """
    if stated.attributes is None:
        return dict(row.attributes)
    said = stated.attributes | row.attributes.keys()
    spelled = {name: normalise_attribute_name(name) for name in product.attributes}
    others = {name: v for name, v in product.attributes.items() if spelled[name] not in said}
    return others | dict(row.attributes)


def _unless_locked(
    differing: dict[str, object], product: StoredProduct, warnings: tuple[str, ...]
) -> Changes:
    fields = {name: LOCKS.get(name) for name in differing}
    locked = {field for field in fields.values() if field and field in product.locked_fields}
    values = {name: value for name, value in differing.items() if fields[name] not in locked}
    written = {field for name in values if (field := fields[name])}
    overwritten = written.intersection(product.edited_fields)
    if overwritten:
        values["edited_fields"] = [f for f in product.edited_fields if f not in overwritten]
    return Changes(
        values=values,
        locked=_in_order(locked),
        overwritten=_in_order(overwritten),
        warnings=() if LockableField.PRICE in locked else warnings,
    )


def _in_order(fields: set[LockableField]) -> tuple[LockableField, ...]:
    return tuple(field for field in LockableField if field in fields)
