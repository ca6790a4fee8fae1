"""What the journal calls a field, and its SQL: earlier values, and digests of written ones.

A field is what may be locked: price, sale price and currency go together, because one of them alone
makes no sense. Digests are enough to see whether a product still has what a run wrote, and need no
room for descriptions.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from catalog.models import LockableField
from catalog.models.product_locks import LOCKS

PHOTOS: Final = LockableField.PHOTOS.label


def _columns_by_field() -> dict[str, tuple[str, ...]]:
    locks = {field.value for field in LOCKS.values()}
    columns = {lock: tuple(c for c, of in LOCKS.items() if of == lock) for lock in sorted(locks)}
    return columns | {
        # A product that an import deactivated says so.
        "active": ("active", "retired_at"),
        "external_id": ("external_id",),
        "alternate_id": ("alternate_id",),
    }


COLUMNS: Final[Mapping[str, tuple[str, ...]]] = _columns_by_field()


def label_of(field: str) -> str:
    labels = {lock.value: str(lock.label) for lock in LockableField}
    return labels.get(field, field.replace("_", " ").capitalize())


def fields_of(columns: Iterable[str]) -> tuple[str, ...]:
    """The fields that these columns of a product belong to."""
    changed = set(columns)
    return tuple(field for field, own in COLUMNS.items() if not changed.isdisjoint(own))


def row(alias: str, field: str) -> str:
    """SQL: the field's values in the row `alias` of catalog_product."""
    return f"({', '.join(f'{alias}.{column}' for column in COLUMNS[field])})"


def values(alias: str, field: str) -> str:
    """SQL: the field's values by column, as jsonb."""
    pairs = ", ".join(f"'{column}', {alias}.{column}" for column in COLUMNS[field])
    return f"jsonb_build_object({pairs})"


def digest(alias: str, field: str) -> str:
    """SQL: the digest of the field's values, as text."""
    return f"left(md5(jsonb_build_array{row(alias, field)}::text), 10)"


def digests(alias: str) -> str:
    """SQL: the digests of all fields, by field, as jsonb."""
    pairs = ", ".join(f"'{field}', {digest(alias, field)}" for field in COLUMNS)
    return f"jsonb_build_object({pairs})"


def digest_of(alias: str, field: str) -> str:
    """SQL: the digest of the field that the expression `field` names."""
    cases = " ".join(f"WHEN '{name}' THEN {digest(alias, name)}" for name in COLUMNS)
    return f"CASE {field} {cases} END"
