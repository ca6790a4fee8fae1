"""Applies a change to a product in memory, and takes it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Field

from catalog.editing.change import Change
from catalog.ingest.journal.fields import COLUMNS
from catalog.models import BulkEditChange, LockableField, Product
from catalog.models.edits import record_edits
from catalog.models.product_locks import LOCKS

# What says of a product that it was edited, or is kept from imports.
_MARKS: Final = ("edited_fields", "locked_fields")


@dataclass(frozen=True, slots=True)
class Applied:
    """The values of the fields that were changed, by column, as JSON."""

    before: dict[str, Any]
    after: dict[str, Any]
    columns: frozenset[str]  # of the product, to be written


def apply(change: Change, product: Product) -> Applied | None:
    """Set the values on the unsaved product. Returns None if it has them already.

    Raises Refused, and leaves the product as it is.
    """
    new = change.values_of(product)
    values = {column: value for column, value in new.items() if getattr(product, column) != value}
    if not values:
        return None
    fields = {LOCKS[column] for column in values}
    columns = columns_of(fields)
    before = _snapshot(product, (*columns, *_MARKS))
    _set(product, values)
    record_edits(product, fields)
    if change.locks:
        product.locked_fields = _in_order({*product.locked_fields, *fields})
    written = {*values, *_MARKS} | ({"retired_at"} if "active" in values else set())
    return Applied(before, _snapshot(product, columns), frozenset(written))


def take_back(done: BulkEditChange, product: Product) -> bool:
    """Restore the fields of the unsaved product that still have the values that were written.

    Returns whether these are all.
    """
    fields = fields_of(done)
    standing = {field for field in fields if _stands(done, product, columns_of([field]))}
    columns = columns_of(standing)
    _set(product, {column: _from_json(column, done.before[column]) for column in columns})
    for marks in _MARKS:
        added = standing - set(done.before[marks])
        setattr(product, marks, _in_order(set(getattr(product, marks)) - added))
    return standing == fields


def fields_of(done: BulkEditChange) -> set[LockableField]:
    return {LOCKS[column] for column in done.after if column in LOCKS}


def written_back(done: BulkEditChange) -> set[str]:
    """The columns that `take_back` may set."""
    return {*columns_of(fields_of(done)), *_MARKS}


def columns_of(fields: Iterable[LockableField]) -> tuple[str, ...]:
    return tuple(column for field in fields for column in COLUMNS[field.value])


def _stands(done: BulkEditChange, product: Product, columns: tuple[str, ...]) -> bool:
    return _snapshot(product, columns) == {column: done.after[column] for column in columns}


def _set(product: Product, values: dict[str, Any]) -> None:
    for column, value in values.items():
        setattr(product, column, value)


def _in_order(fields: set[Any]) -> list[str]:
    return [field.value for field in LockableField if field in fields]


def _snapshot(product: Product, columns: Iterable[str]) -> dict[str, Any]:
    return {column: _to_json(getattr(product, column)) for column in columns}


def _from_json(column: str, value: Any) -> Any:
    field: Field[Any, Any] = Product._meta.get_field(column)  # type: ignore[assignment]
    return field.to_python(value)


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
