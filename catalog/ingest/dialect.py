"""What a program's way of writing a catalog has to tell: its columns, and what its rows say."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from catalog.ingest.feed import FeedRow
from catalog.ingest.problems import FeedError, Problem
from catalog.ingest.table import RawRow, Table
from catalog.models import FeedDialect, Merchant


class Dialect(ABC):
    name: ClassVar[FeedDialect]
    required: ClassVar[tuple[str, ...]]

    @abstractmethod
    def recognises(self, columns: frozenset[str]) -> bool:
        """Whether a table with these is most likely one of its own."""

    def columns(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Under its present names, should it have had others."""
        return columns

    def unused(self, columns: tuple[str, ...]) -> list[str]:
        """What the merchant should know is not looked at."""
        return []

    def products(self, table: Table) -> Iterator[RawRow | Problem]:
        """A row for each product, in the file's order; in most files each row is one."""
        return table.rows()

    @abstractmethod
    def external_id(self, raw: RawRow) -> str:
        """ "" where the row has none."""

    @abstractmethod
    def to_feed_row(self, raw: RawRow, merchant: Merchant) -> FeedRow:
        """Raises RowError."""

    def check(self, columns: tuple[str, ...]) -> None:
        """Raises FeedError."""
        missing = [column for column in self.required if column not in self.columns(columns)]
        if missing:
            found = ", ".join(column or "(blank)" for column in columns)[:500]
            raise FeedError(
                f"The table lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}. "
                f"It was read as a table of {self.name.label}; found there: {found}."
            )


@dataclass(frozen=True, slots=True)
class RowReader:
    """A dialect, for one merchant."""

    dialect: Dialect
    merchant: Merchant

    def external_id(self, raw: RawRow) -> str:
        return self.dialect.external_id(raw)

    def feed_row(self, raw: RawRow) -> FeedRow:
        """Raises RowError."""
        return self.dialect.to_feed_row(raw, self.merchant)
