"""The interface of a dialect: which columns an export has, and what its rows mean."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Container, Iterator, Mapping
from typing import ClassVar

from catalog.ingest.dialects.foreign import foreign_system
from catalog.ingest.feed_row import FeedRow
from catalog.ingest.problems import FeedError, MissingColumns, Problem, RowError
from catalog.ingest.table import RawRow, Table
from catalog.models import Merchant


class Dialect(ABC):
    name: ClassVar[str]  # for ImportRun.dialect and the command line; at most 20 characters
    label: ClassVar[str]  # for merchants
    # Whether rows find their products by the alternate id first, or only where external ids repeat.
    alternate_id_first: ClassVar[bool] = False
    # Whether rows have one besides their own, by which those of a shared id are told apart.
    has_alternate_ids: ClassVar[bool] = False
    required_columns: ClassVar[tuple[str, ...]]  # of a new product
    key_columns: ClassVar[tuple[str, ...]]  # any of them identifies a product
    # Those that tell which product a row is. A row in which one cannot be read is invalid.
    identifying_columns: ClassVar[frozenset[str]]
    # The columns by which a file states each field of FeedRow. A file without them leaves the field
    # of existing products alone.
    field_columns: ClassVar[Mapping[str, Collection[str]]]
    known_columns: ClassVar[frozenset[str]]  # in all their spellings; numbered ones may be missing
    prices: ClassVar[tuple[str, ...]]  # columns that hold amounts, in all their spellings

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

    def companions(self, table: Table, chosen: Container[int]) -> Iterator[int]:
        """Yield the numbers of rows without which the chosen rows would say something else."""
        yield from ()

    def stated_attributes(self, columns: frozenset[str]) -> frozenset[str] | None:
        """Return the attributes that columns are named after, or None if a row lists all.

        A row states these, and those that it has. Products keep others.
        """
        return None

    @abstractmethod
    def external_id(self, raw: RawRow) -> str:
        """The id that the merchant gave the product, or "" if the row has none.

        It must equal the external id of `to_feed_row`, and must not raise, because it is read
        before the row is.
        """

    def alternate_id(self, raw: RawRow) -> str:
        """Another id of the product, by which rows with the same external id are told apart.

        "" if the row has none. It must not raise either.
        """
        return ""

    def check_identity(self, raw: RawRow) -> None:
        """Raise RowError if a cell that tells which product this is cannot be read."""
        unread = self.identifying_columns.intersection(self.current_columns(tuple(raw.unread)))
        if unread:
            raise RowError(
                f"{', '.join(sorted(unread))} cannot be read, and tells which product this is. "
                "Correct it."
            )

    @abstractmethod
    def to_feed_row(self, raw: RawRow, merchant: Merchant) -> FeedRow:
        """Interpret a row of `product_rows`. Raises RowError if it cannot be imported."""

    def check_columns(self, columns: tuple[str, ...], *, has_products: bool) -> None:
        """Raise FeedError if no row could be imported.

        A merchant who has products may update some of their fields. New products need all required
        columns.
        """
        current = self.current_columns(columns)
        missing = [column for column in self.required_columns if column not in current]
        if not missing:
            return
        if system := foreign_system(columns):
            raise FeedError(system.advice)
        if not (has_products and self._can_update(frozenset(current))):
            present = ", ".join(column or "(blank)" for column in columns)[:500]
            raise MissingColumns(
                f"The table lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}. "
                f"It was read as a table of {self.label}; found there: {present}."
            )

    def _can_update(self, columns: frozenset[str]) -> bool:
        """Whether the columns identify products and state something about them."""
        fields = frozenset().union(*self.field_columns.values()) - set(self.key_columns)
        return not columns.isdisjoint(self.key_columns) and not columns.isdisjoint(fields)
