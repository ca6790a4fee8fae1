"""One row's cells, read with care: too long, of the wrong shape, or missing."""

from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from catalog.ingest.problems import RowError
from catalog.ingest.table import RawRow
from catalog.ingest.text import identifier, one_line, plain_text, searchable

MAX_KEY = 100
MAX_URL = 2000
WITHOUT = "without a user name"
# Google takes 5,000 characters, Meta 9,999. All variants of a product repeat it.
MAX_TEXT = 10_000
# The variants of a product follow each other.
_plain_text = lru_cache(maxsize=4)(plain_text)


@dataclass(slots=True)
class Cells:
    """Collects what the merchant should know; what makes the row useless raises RowError."""

    raw: RawRow
    warnings: list[str] = field(default_factory=list)

    def get(self, column: str) -> str:
        return self.raw.cells.get(column, "")

    def required(self, column: str) -> str:
        if value := self.get(column):
            return value
        raise RowError(f"{column} is empty. Every product needs one.")

    def key(self, column: str, *, required: bool = False) -> str:
        """An id: never shortened, since two ids could become one."""
        value = identifier(self.required(column) if required else self.get(column))
        if len(value) > MAX_KEY:
            raise RowError(f"{column} has {len(value)} characters; the limit is {MAX_KEY}.")
        if required and not value:
            raise RowError(f"{column} holds no readable text.")
        return value

    def line(self, column: str, *, limit: int, required: bool = False) -> str:
        value = one_line(self.required(column) if required else self.get(column))
        if required and not value:
            raise RowError(f"{column} holds no readable text.")
        if len(value) > limit:
            self.warnings.append(f"{column} was cut to {limit} characters.")
        return value[:limit].rstrip()

    def text(self, column: str) -> str:
        value = searchable(_plain_text(self.get(column)))
        if len(value) > MAX_TEXT:
            self.warnings.append(f"{column} was cut to {MAX_TEXT:,} characters.")
        return value[:MAX_TEXT].rstrip()

    def link(self, column: str) -> str:
        return self.address(self.get(column), column=column)

    def address(self, value: str, *, column: str) -> str:
        """Only http and https: anything else could run in a shopper's browser."""
        if value and not is_web_address(value):
            self.warnings.append(
                f"{column} was left out: it must be an http or https address {WITHOUT}, of at most "
                f"{MAX_URL:,} characters."
            )
            return ""
        return value


def is_web_address(value: str) -> bool:
    """http or https, without a name and password: those are for someone else's eyes, and a link of
    "https://shop.example@elsewhere.example/" leads where nobody expects. So does a backslash, which
    browsers take for a slash.
    """
    if len(value) > MAX_URL or any(ch.isspace() or not ch.isprintable() for ch in value):
        return False
    try:
        parts = urlsplit(value)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:  # an unbalanced [ of an IPv6 address, a port that is none
        return False
    named = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    return named and port_is_one and "@" not in parts.netloc and "\\" not in value
