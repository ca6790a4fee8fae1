"""How a file was read, for the merchant to see and to correct."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from catalog.ingest.dialects.base import Dialect
from catalog.ingest.dialects.registry import dialect_label
from catalog.ingest.feed_row import MORE_PHOTOS, PHOTO
from catalog.ingest.formats.encodings import ENCODINGS, previews
from catalog.ingest.read_options import ReadOptions, nameable
from catalog.ingest.source import Source

_PREVIEW: Final = 80  # characters
_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MARKS: Final = {".": "dot", ",": "comma", ",.": "some with a dot, some with a comma"}
_LABELS: Final = {PHOTO: "photo", MORE_PHOTOS: "more photos", "url": "address"}
IGNORED: Final = "not used"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file was read: as the import is to read it, and as its merchant is told."""

    dialect: str
    options: ReadOptions
    understood: Mapping[str, Any]

    @classmethod
    def of(cls, source: Source, options: ReadOptions) -> "Reading":
        as_read = replace(source.options, names=source.names)
        return cls(source.dialect.name, as_read, understood(source, options))


def understood(source: Source, options: ReadOptions) -> dict[str, Any]:
    """Return what the page of a check shows, as JSON. Reads the beginning of the file again."""
    layout = source.table.layout
    return {
        "dialect": dialect_label(source.dialect.name),
        "format": layout.format,
        "encoding": ENCODINGS.get(layout.encoding.removesuffix("-sig"), layout.encoding),
        "delimiter": _DELIMITERS.get(layout.delimiter, layout.delimiter),
        "decimal_marks": _MARKS.get(layout.decimal_marks, ""),
        "columns": [_column(source, column) for column in nameable(source.columns)],
        # What was guessed, or left out.
        "doubts": [*source.conversion_notes, *source.table.notes, *_archive_notes(source)],
        "is_remembered": options.names is None and bool(source.names),
        "previews": _previews(source),
    }


def _archive_notes(source: Source) -> tuple[str, ...]:
    return source.archive.notes if source.archive else ()


def _previews(source: Source) -> Mapping[str, str]:
    return previews(source.text, length=_PREVIEW) if source.text else {}


def _column(source: Source, column: str) -> dict[str, str]:
    taken = frozenset(source.names.values())
    name = source.names.get(column, "" if column in taken else column)
    return {"column": column, "name": name, "meaning": _meaning(name, source.dialect)}


def _meaning(column: str, dialect: Dialect) -> str:
    """Return what a column says about products, in the words of the shop."""
    if not column:
        return IGNORED
    (current,) = dialect.current_columns((column,))
    if current in dialect.key_columns:
        return "id"
    fields = [name for name, of in dialect.field_columns.items() if current in of]
    if fields:
        return ", ".join(_LABELS.get(name, name.replace("_", " ")) for name in fields)
    if dialect.stated_attributes(frozenset([current])):
        return "attributes"
    return "used" if {current, column} & dialect.known_columns else IGNORED


def nameable_columns(dialect: Dialect) -> list[str]:
    """Return the columns that a column of a file may stand for, in their current spelling."""
    known = dialect.known_columns
    return sorted(column for column in known if dialect.current_columns((column,)) == (column,))
