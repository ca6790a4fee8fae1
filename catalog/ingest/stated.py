"""What a file says about products. What it has no column for is left alone."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from catalog.ingest.dialects.base import Dialect
from catalog.ingest.feed_row import SALE_WINDOW
from catalog.ingest.shop_file import Kind
from catalog.ingest.table import MAX_COLUMNS, RawRow, Table


@dataclass(frozen=True, slots=True)
class Stated:
    columns: frozenset[str]  # by their current names
    fields: frozenset[str]  # of FeedRow, with PHOTO and MORE_PHOTOS for its photos
    attributes: frozenset[str] | None  # see Dialect.stated_attributes
    missing: tuple[str, ...]  # columns that a new product needs
    is_export: bool = False  # of this shop, which is no feed
    ends_sales: bool = False  # whether prices without any sale price end the products' sales

    @classmethod
    def by_columns(cls, dialect: Dialect, columns: Collection[str]) -> "Stated":
        present = frozenset(dialect.current_columns(tuple(columns)))
        of_fields = dialect.field_columns.items()
        fields = frozenset(name for name, of in of_fields if not present.isdisjoint(of))
        attributes = dialect.stated_attributes(present)
        return cls(
            columns=present,
            fields=fields | {"attributes"} if attributes else fields,
            attributes=attributes,
            missing=tuple(name for name in dialect.required_columns if name not in present),
        )

    def without(self, unread: frozenset[str], dialect: Dialect) -> "Stated":
        """Return what a row states of which these columns cannot be read.

        A field of several columns is left alone as a whole, except for attributes that have a
        column each.
        """
        columns = frozenset(dialect.current_columns(tuple(unread)))
        touched = {n for n, of in dialect.field_columns.items() if not columns.isdisjoint(of)}
        attributes = dialect.stated_attributes(self.columns - columns)
        if attributes is not None:
            touched.discard("attributes")
        return replace(self, fields=self.fields - touched, attributes=attributes)

    @property
    def notes(self) -> tuple[str, ...]:
        """Warnings about the whole file."""
        if not self.missing:
            return ()
        plural = "s" * (len(self.missing) > 1)
        lacks = f"The file lacks the column{plural} {', '.join(self.missing)}"
        return (f"{lacks}, so it only updates products that exist.",)


@dataclass(slots=True)
class SeenColumns:
    """The columns of a table. Of one without a header, those that any of its rows names."""

    table: Table
    dialect: Dialect
    _seen: set[str] = field(default_factory=set)
    _known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self._known = frozenset().union(*self.dialect.field_columns.values())

    @property
    def of_header(self) -> frozenset[str] | None:
        has_header = self.table.header_rows > 0
        return frozenset(self.dialect.current_columns(self.table.columns)) if has_header else None

    def add(self, row: RawRow) -> None:
        if not self.table.header_rows:
            # Only columns of the dialect: the rows of a hostile file may name a billion others.
            self._seen.update(self._known.intersection(row.cells))
            if row.empty:
                names = self.dialect.current_columns(tuple(row.empty))
                self._seen.update(self._known.intersection(names))
            if len(self._seen) < MAX_COLUMNS:
                self._seen.update(self._attribute_columns(row))

    def _attribute_columns(self, row: RawRow) -> Iterator[str]:
        for column in {*row.cells, *row.empty} - self._seen - self._known:
            if self.dialect.stated_attributes(frozenset([column])):
                yield column

    def stated(self) -> Stated:
        stated = Stated.by_columns(self.dialect, {*self.table.columns, *self._seen})
        shop_file = self.table.shop_file
        stated = replace(stated, is_export=shop_file is not None and shop_file.kind == Kind.EXPORT)
        if self.table.header_rows:
            return stated
        # XML and JSON Lines leave out what is empty. After the last sale has ended, no row has a
        # sale price; and where no sale has dates, no row has dates.
        if "sale_price" in stated.fields:
            return replace(stated, fields=stated.fields | SALE_WINDOW)
        return replace(stated, ends_sales="price" in stated.fields)
