"""Typed access to the cells of a row, with warnings for values that are cut or left out."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from catalog.ingest.problems import RowError
from catalog.ingest.table import RawRow
from catalog.ingest.text import identifier, one_line, plain_text, split_overlong_words
from catalog.remote.web_address import MAX_URL, NO_CREDENTIALS, is_web_address, mended_address

# In characters.
MAX_KEY = 100
MAX_TEXT = 10_000  # Google takes 5,000, Meta 9,999
# Cached because the variants of a product follow each other and repeat its description.
_plain_text = lru_cache(maxsize=4)(plain_text)
# What Excel makes of a long number, and of an id such as 1E5. The digits are lost.
_SCIENTIFIC: Final = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}", re.IGNORECASE)
_SCIENTIFIC_FIX: Final = (
    "is a number that a spreadsheet has rounded. Format the column as text, and enter it again."
)


def is_rounded(value: str) -> bool:
    """Whether a spreadsheet has rounded this id or number."""
    return "+" in value and _SCIENTIFIC.fullmatch(value) is not None


def cut_text(value: str) -> str:
    return value[:MAX_TEXT].rstrip()


@dataclass(slots=True)
class Cells:
    """A row's cells, and the warnings about them. An unusable required cell raises RowError.

    `unread` are the columns of other unusable cells, whose values products keep.
    """

    raw: RawRow
    warnings: list[str] = field(init=False)
    unread: set[str] = field(init=False)
    has_unread_photos: bool = False

    def __post_init__(self) -> None:
        self.warnings = list(self.raw.warnings)
        self.unread = set(self.raw.unread)

    def has(self, column: str) -> bool:
        """Whether the file has this column. Without it, a product keeps its value."""
        return self.raw.has(column)

    def get(self, column: str) -> str:
        return self.raw.cells.get(column, "")

    def required(self, column: str) -> str:
        if value := self.get(column):
            return value
        raise RowError(f"{column} is empty. Every product needs one.")

    def key(self, column: str, *, required: bool = False) -> str:
        """Return an id. Raises RowError if it is too long or rounded: two ids could be equal."""
        value = identifier(self.required(column) if required else self.get(column))
        if is_rounded(value):
            raise RowError(f'{column} "{value}" {_SCIENTIFIC_FIX}')
        if len(value) > MAX_KEY:
            raise RowError(
                f"{column} has {len(value)} characters; the limit is {MAX_KEY}. Shorten it."
            )
        if required and not value:
            raise RowError(f"{column} holds no readable text. Every product needs one.")
        return value

    def line(self, column: str, *, limit: int, required: bool = False) -> str:
        """Return a text on one line. A required one may be empty only without its column."""
        required = required and self.has(column)
        source = self.required(column) if required else self.get(column)
        if not source:
            return ""
        value = one_line(source)
        if required and not value:
            raise RowError(f"{column} holds no readable text. Every product needs one.")
        if len(value) > limit:
            self.warnings.append(f"{column} was cut to {limit} characters.")
        return value[:limit].rstrip()

    def number(self, column: str, *, limit: int) -> str:
        """Return a GTIN or MPN, or "" with a warning if a spreadsheet has rounded it."""
        value = self.line(column, limit=limit).removeprefix("'")
        if is_rounded(value):
            self.unread.add(column)
            self.warnings.append(f'{column} "{value}" was left out: it {_SCIENTIFIC_FIX}')
            return ""
        return value

    def text(self, column: str) -> str:
        value = split_overlong_words(_plain_text(self.get(column)))
        if len(value) > MAX_TEXT:
            self.warnings.append(f"{column} was cut to {MAX_TEXT:,} characters.")
        return cut_text(value)

    def link(self, column: str) -> str:
        return self.address(self.get(column), column=column)

    def address(self, text: str, *, column: str) -> str:
        """Return an http or https address, or else "" with a warning.

        Other schemes can run code in a shopper's browser.
        """
        value = mended_address(text)
        if value and not is_web_address(value):
            self.unread.add(column)
            self.warnings.append(
                f"{column} was left out: it must be an http or https address {NO_CREDENTIALS}, of "
                f"at most {MAX_URL:,} characters."
            )
            return ""
        return value
