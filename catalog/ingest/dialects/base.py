"""The interface of a dialect: which columns an export has, and what its rows mean."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from catalog.ingest.feed_row import FeedRow
from catalog.ingest.problems import FeedError, Problem
from catalog.ingest.table import RawRow, Table
from catalog.models import Merchant


class Dialect(ABC):
    name: ClassVar[str]  # for ImportRun.dialect and the command line; at most 20 characters
    label: ClassVar[str]  # for merchants
    required_columns: ClassVar[tuple[str, ...]]

    @abstractmethod
    def recognises(self, columns: frozenset[str]) -> bool:
        """Whether a table with these columns is most likely in this dialect."""

    def current_columns(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Return the columns with former names replaced by current ones."""
        return columns

    def unused_columns(self, columns: tuple[str, ...]) -> list[str]:
        """Return the ignored columns about which the merchant is warned."""
        return []

    def product_rows(self, table: Table) -> Iterator[RawRow | Problem]:
        """Yield one row per product, in the order of the file. Raises FeedError."""
        return table.rows()

    @abstractmethod
    def external_id(self, raw: RawRow) -> str:
        """The id that the merchant gave the product, or "" if the row has none.

        It must equal the external id of `to_feed_row`, and must not raise, because it is read
        before the row is.
        """

    @abstractmethod
    def to_feed_row(self, raw: RawRow, merchant: Merchant) -> FeedRow:
        """Interpret a row of `product_rows`. Raises RowError if it cannot be imported."""

    def check_columns(self, columns: tuple[str, ...]) -> None:
        """Raise FeedError if a required column is missing."""
        current = self.current_columns(columns)
        missing = [column for column in self.required_columns if column not in current]
        if missing:
            present = ", ".join(column or "(blank)" for column in columns)[:500]
            raise FeedError(
                f"The table lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}. "
                f"It was read as a table of {self.label}; found there: {present}."
            )
