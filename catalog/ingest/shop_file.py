"""Files that the shop has written itself, and that a merchant brings back.

A column tells such a file from others: it says something about each row to the merchant, and
nothing about products. Its name also says how the rows are to be read, where a file of some rows
does not show it: "import_problem kind=shopify currency=USD decimal=comma".
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Self

from catalog.ingest.read_options import ReadOptions
from catalog.money import CURRENCIES

_SETTING: Final = r"_([a-z]+)=([a-z0-9-]+)"
# Neither mark stands for a file whose prices contradict each other.
_MARKS: Final = {"dot": ".", "comma": ",", "unknown": "unknown"}


class Kind(StrEnum):
    """By the name of the column."""

    CORRECTIONS = "import_problem"  # rows that an import has refused
    EXPORT = "export_note"  # products of the catalog


_COLUMN: Final = re.compile(rf"({'|'.join(Kind)})((?:{_SETTING})*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopFile:
    kind: Kind
    column: str  # as it is normalised
    settings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def find(cls, columns: Iterable[str]) -> Self | None:
        """Return what the file is by its columns. None if the shop has not written it."""
        for column in columns:
            if match := _COLUMN.fullmatch(column):
                settings = dict(re.findall(_SETTING, match[2]))
                return cls(kind=Kind(match[1]), column=column, settings=settings)
        return None

    def fill(self, options: ReadOptions, dialects: Collection[str]) -> ReadOptions:
        """Return the options with what the file says, where a merchant has chosen nothing.

        What a hand has written into the name of the column, and makes no sense, is ignored.
        """
        dialect = self.settings.get("kind", "")
        currency = self.settings.get("currency", "").upper()
        mark = _MARKS.get(self.settings.get("decimal", ""), "")
        return replace(
            options,
            dialect=options.dialect or (dialect if dialect in dialects else ""),
            currency=options.currency or (currency if currency in CURRENCIES else ""),
            decimal_mark=options.decimal_mark or mark,
        )


def column_name(kind: Kind, options: ReadOptions) -> str:
    """Return the name of the column for a file that is to be read with these options."""
    marks = {mark: name for name, mark in _MARKS.items()}
    settings = {
        "kind": options.dialect,
        "currency": options.currency,
        "decimal": marks.get(options.decimal_mark, ""),
    }
    parts = (f"{name}={value}" for name, value in settings.items() if value)
    return " ".join([kind, *parts])
