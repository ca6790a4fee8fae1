"""Turns WooCommerce's rows into one row per product that can be bought.

A variation is a row of its own that refers to its parent. The parent's row holds what all its
variations share, but cannot be bought.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from catalog.ingest.dialects.attributes import normalise_attribute_name
from catalog.ingest.dialects.cells import MAX_KEY
from catalog.ingest.dialects.parents import Parent, Parents, open_parents
from catalog.ingest.dialects.woocommerce_columns import current_columns, english_column
from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow, Table
from catalog.ingest.text import identifier, shorten_identifier
from catalog.models import Severity

# The separator of lists. A comma within a name is escaped as "\,".
COMMA: Final = re.compile(r"(?<!\\),")
# A parent's photos show all its variations, so only a variation without photos inherits them.
_INHERITED: Final = ("name", "description", "short_description", "categories", "tags", "brands",
                     "external_url", "images")  # fmt: skip
# The column of keys that are given to rows; no header is normalised to it.
_KEY: Final = "KEY"
# The column that stands for all attributes of a row.
ATTRIBUTES: Final = "attribute_1_name"
_ATTRIBUTE: Final = re.compile(r"attribute_[0-9]{1,4}_(?:name|value\(s\))")
_ATTRIBUTE_NAME: Final = re.compile(r"attribute_(?P<n>[0-9]{1,4})_name")
_ESCAPED_FORMULAS: Final = ("'=", "'+", "'-", "'@")


def purchasable_rows(table: Table) -> Iterator[RawRow | Problem]:
    """Yield the rows that can be bought, with what they inherit from their parents.

    Reads the table twice, because a parent may follow its variations.
    """
    with open_parents() as parents:
        for row in _english_rows(table):
            if isinstance(row, RawRow) and _has_type(row, "variable"):
                parents.add(_parent_keys(row), Parent(_unescape(row).cells, row.unread))
        for row in _english_rows(table):
            yield from [row] if isinstance(row, Problem) else _purchasable(row, parents)


def rows_of_parents(table: Table, chosen: Container[int]) -> Iterator[int]:
    """Yield the numbers of the parents' rows of chosen variations."""
    references = {
        row.cells.get("parent", "")
        for row in _english_rows(table)
        if isinstance(row, RawRow) and row.row in chosen and _has_type(row, "variation")
    }
    for row in _english_rows(table):
        if isinstance(row, RawRow) and _has_type(row, "variable"):
            keys = filter(None, _parent_keys(row))
            yield from [] if references.isdisjoint(keys) else [row.row]


def _english_rows(table: Table) -> Iterator[RawRow | Problem]:
    if current_columns(table.columns) == table.columns:
        yield from table.rows()
        return
    for row in table.rows():
        if isinstance(row, Problem):
            yield row
        else:
            cells = {english_column(column): cell for column, cell in row.cells.items()}
            yield replace(row, cells=cells, unread=frozenset(map(english_column, row.unread)))


def is_hidden(cells: Mapping[str, str]) -> bool:
    published = cells.get("published", "1") in {"1", "yes", "true"}
    return not published or cells.get("visibility_in_catalog", "").casefold() == "hidden"


def numbered_attributes(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return names and values from "Attribute 1 name", "Attribute 1 value(s)" and so on."""
    numbers = sorted(int(match["n"]) for key in cells if (match := _ATTRIBUTE_NAME.fullmatch(key)))
    return [
        (normalise_attribute_name(cells[f"attribute_{n}_name"]), value)
        for n in numbers
        if (value := cells.get(f"attribute_{n}_value(s)"))
    ]


def unread_fields(columns: Iterable[str]) -> frozenset[str]:
    """Return the columns, with all attributes if one of them is unread: they are one field."""
    unread = frozenset(columns)
    return unread | {ATTRIBUTES} if any(map(_ATTRIBUTE.fullmatch, unread)) else unread


def _purchasable(row: RawRow, parents: Parents) -> Iterator[RawRow | Problem]:
    row = _with_key(_unescape(row))
    if _has_type(row, "grouped"):
        yield _problem(row, "A grouped product has no price of its own and was left out.")
    elif _has_type(row, "variation"):
        yield _variation(row, parents)
    elif not _has_type(row, "variable"):
        yield row


def _variation(row: RawRow, parents: Parents) -> RawRow | Problem:
    key = row.cells.get("parent", "")
    parent = parents.get(key)
    if parent is not None:
        inherited = unread_fields(parent.unread) & ({*_INHERITED} - row.cells.keys() | {ATTRIBUTES})
        cells = _inherit(row.cells, parent.cells)
        return replace(row, cells=cells, unread=row.unread | inherited)
    if row.cells.get("name") or not row.has("name"):
        return row
    message = f'Its parent "{key[:60]}" is not in the file. Export variable products as well.'
    return _problem(row, message, Severity.ERROR)


def _inherit(variation: Mapping[str, str], parent: Mapping[str, str]) -> dict[str, str]:
    cells = {key: parent[key] for key in _INHERITED if key in parent} | dict(variation)
    if is_hidden(parent):
        cells["published"] = "0"
    # Of an attribute in which its variations differ, the parent lists several values.
    shared = [
        (name, value) for name, value in numbered_attributes(parent) if not COMMA.search(value)
    ]
    for n, (name, value) in enumerate([*numbered_attributes(variation), *shared], start=1):
        cells |= {f"attribute_{n}_name": name, f"attribute_{n}_value(s)": value}
    return cells


def _problem(row: RawRow, message: str, severity: Severity = Severity.WARNING) -> Problem:
    key = external_id(row)
    return Problem(row=row.row, external_id=key, message=message, severity=severity)


def has_own_id(row: RawRow) -> bool:
    return any(identifier(row.cells.get(column, "")) for column in ("sku", "id"))


def external_id(row: RawRow) -> str:
    return identifier(row.cells.get("sku", "")) or alternate_id(row)


def alternate_id(row: RawRow) -> str:
    """Return the id or, without SKU and id, the key that `purchasable_rows` has given the row."""
    return shorten_identifier(row.cells.get("id", ""), limit=MAX_KEY) or row.cells.get(_KEY, "")


def _with_key(row: RawRow) -> RawRow:
    """Give a row without SKU and id a key: its name or, of a variation, parent and attributes."""
    if has_own_id(row):
        return row
    cells = row.cells
    parts = [cells.get("name", "")]
    if _has_type(row, "variation"):
        own = (value for _, value in numbered_attributes(cells))
        parts = [cells.get("parent") or cells.get("name", ""), *own]
    key = shorten_identifier("/".join(parts), limit=MAX_KEY) if parts[0] else ""
    return replace(row, cells=cells | {_KEY: key})


def _has_type(row: RawRow, name: str) -> bool:
    """Whether this is one of the row's types, which may be several: "variation, virtual"."""
    return name in {word.strip() for word in row.cells.get("type", "").casefold().split(",")}


def _parent_keys(row: RawRow) -> list[str]:
    """Return the references by which a variation may name this parent: its SKU or its id."""
    return [row.cells.get("sku", ""), f"id:{row.cells.get('id', '')}"]


def _unescape(row: RawRow) -> RawRow:
    """Undo the export's escapes: an apostrophe before a formula, and \\n for a line break."""
    cells = {
        key: value[1:] if value.startswith(_ESCAPED_FORMULAS) else value
        for key, value in row.cells.items()
    }
    for key in ("description", "short_description"):
        if key in cells:
            cells[key] = re.sub(r"(?<!\\)\\n", "\n", cells[key])
    return replace(row, cells=cells)
