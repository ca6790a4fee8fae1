"""Typed access to the cells of a row, with warnings for values that are cut or left out."""

from dataclasses import dataclass, field
from functools import lru_cache

from catalog.ingest.problems import RowError
from catalog.ingest.table import RawRow
from catalog.ingest.text import identifier, one_line, plain_text, split_overlong_words
from catalog.ingest.web_address import MAX_URL, NO_CREDENTIALS, is_web_address

# In characters.
MAX_KEY = 100
MAX_TEXT = 10_000  # Google takes 5,000, Meta 9,999
# Cached because the variants of a product follow each other and repeat its description.
_plain_text = lru_cache(maxsize=4)(plain_text)


@dataclass(slots=True)
class Cells:
    """A row's cells, and the warnings about them. An unusable required cell raises RowError."""

    raw: RawRow
    warnings: list[str] = field(default_factory=list)

    def get(self, column: str) -> str:
        return self.raw.cells.get(column, "")

    def required(self, column: str) -> str:
        if value := self.get(column):
            return value
        raise RowError(f"{column} is empty. Every product needs one.")

    def key(self, column: str, *, required: bool = False) -> str:
        """Return an id. Raises RowError if it is too long: cutting could make two ids equal."""
        value = identifier(self.required(column) if required else self.get(column))
        if len(value) > MAX_KEY:
            raise RowError(
                f"{column} has {len(value)} characters; the limit is {MAX_KEY}. Shorten it."
            )
        if required and not value:
            raise RowError(f"{column} holds no readable text. Every product needs one.")
        return value

    def line(self, column: str, *, limit: int, required: bool = False) -> str:
        value = one_line(self.required(column) if required else self.get(column))
        if required and not value:
            raise RowError(f"{column} holds no readable text. Every product needs one.")
        if len(value) > limit:
            self.warnings.append(f"{column} was cut to {limit} characters.")
        return value[:limit].rstrip()

    def text(self, column: str) -> str:
        value = split_overlong_words(_plain_text(self.get(column)))
        if len(value) > MAX_TEXT:
            self.warnings.append(f"{column} was cut to {MAX_TEXT:,} characters.")
        return value[:MAX_TEXT].rstrip()

    def link(self, column: str) -> str:
        return self.address(self.get(column), column=column)

    def address(self, value: str, *, column: str) -> str:
        """Return an http or https address, or else "" with a warning.

        Other schemes can run code in a shopper's browser.
        """
        if value and not is_web_address(value):
            self.warnings.append(
                f"{column} was left out: it must be an http or https address {NO_CREDENTIALS}, of "
                f"at most {MAX_URL:,} characters."
            )
            return ""
        return value
