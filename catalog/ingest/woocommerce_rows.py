"""WooCommerce's rows to one for each product that can be bought.

A variation is a row of its own and names its parent, whose row has what all its variations share
and is not a product that anybody can buy.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from catalog.ingest.attributes import attribute_name
from catalog.ingest.parents import Parents, parents
from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow, Table
from catalog.ingest.text import identifier
from catalog.models import Severity

# Commas inside a name are written as "\,".
COMMA: Final = re.compile(r"(?<!\\),")
# Photos of the parent's show all its variations: only one without a photo of its own takes them.
_SHARED: Final = ("name", "description", "short_description", "categories", "tags", "brands",
                  "external_url", "images")  # fmt: skip
_ATTRIBUTE: Final = re.compile(r"attribute_(?P<n>[0-9]{1,4})_name")
_FORMULAS: Final = ("'=", "'+", "'-", "'@")


def purchasable(table: Table) -> Iterator[RawRow | Problem]:
    with parents() as known:
        for row in table.rows():
            if isinstance(row, RawRow) and _is(row, "variable"):
                known.keep(_names_of(row), _written_back(row).cells)
        for row in table.rows():
            yield from [row] if isinstance(row, Problem) else _product(row, known)


def is_hidden(cells: Mapping[str, str]) -> bool:
    published = cells.get("published", "1") in {"1", "yes", "true"}
    return not published or cells.get("visibility_in_catalog", "").casefold() == "hidden"


def attributes_named(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    """Names and values in the order of their numbers."""
    numbers = sorted(int(found["n"]) for key in cells if (found := _ATTRIBUTE.fullmatch(key)))
    return [
        (attribute_name(cells[f"attribute_{n}_name"]), value)
        for n in numbers
        if (value := cells.get(f"attribute_{n}_value(s)"))
    ]


def _product(row: RawRow, known: Parents) -> Iterator[RawRow | Problem]:
    row = _written_back(row)
    if _is(row, "grouped"):
        yield _problem(row, "A grouped product has no price of its own and was left out.")
    elif _is(row, "variation"):
        yield _variation(row, known)
    elif not _is(row, "variable"):
        yield row


def _variation(row: RawRow, known: Parents) -> RawRow | Problem:
    name = row.cells.get("parent", "")
    parent = known.find(name)
    if parent is not None:
        return replace(row, cells=_inherited(row.cells, parent))
    if row.cells.get("name"):
        return row
    said = f'Its parent "{name[:60]}" is not in the file. Export variable products as well.'
    return _problem(row, said, Severity.ERROR)


def _inherited(own: Mapping[str, str], parent: Mapping[str, str]) -> dict[str, str]:
    cells = {key: parent[key] for key in _SHARED if key in parent} | dict(own)
    if is_hidden(parent):
        cells["published"] = "0"
    # What the parent lists several values of is what its variations differ in.
    listed = [(name, value) for name, value in attributes_named(parent) if not COMMA.search(value)]
    for n, (name, value) in enumerate([*attributes_named(own), *listed], start=1):
        cells |= {f"attribute_{n}_name": name, f"attribute_{n}_value(s)": value}
    return cells


def _problem(row: RawRow, message: str, severity: Severity = Severity.WARNING) -> Problem:
    key = row.cells.get("sku") or row.cells.get("id", "")
    return Problem(row=row.row, external_id=identifier(key), message=message, severity=severity)


def _is(row: RawRow, kind: str) -> bool:
    """Of "variation, virtual" both are true."""
    return kind in {word.strip() for word in row.cells.get("type", "").casefold().split(",")}


def _names_of(row: RawRow) -> list[str]:
    """What a variation may name it by."""
    return [row.cells.get("sku", ""), f"id:{row.cells.get('id', '')}"]


def _written_back(row: RawRow) -> RawRow:
    """Without what the export adds: an apostrophe before what a spreadsheet would run, and \\n for
    the end of a line.
    """
    cells = {
        key: value[1:] if value.startswith(_FORMULAS) else value for key, value in row.cells.items()
    }
    for key in ("description", "short_description"):
        if key in cells:
            cells[key] = re.sub(r"(?<!\\)\\n", "\n", cells[key])
    return replace(row, cells=cells)
