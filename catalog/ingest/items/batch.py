"""A batch of rows of which each states other fields, and whose outcomes are told one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from catalog.ingest.batch import Batch
from catalog.ingest.feed_row import FeedRow
from catalog.ingest.items.rows import API
from catalog.ingest.overview import Overview
from catalog.ingest.repetitions import RowKeys
from catalog.ingest.row_numbers import RowNumbers
from catalog.ingest.stated import Stated
from catalog.ingest.table import RawRow
from catalog.models import Merchant


@dataclass(slots=True, kw_only=True)
class ItemBatch(Batch):
    columns: dict[int, frozenset[str]] = field(default_factory=dict)  # by the number of the row

    def stated(self, row: FeedRow) -> Stated:
        """What this row says: the others do not matter to it, unlike the rows of a file."""
        stated = Stated.by_columns(self.dialect, self.columns[row.row])
        return stated.without(row.unread, self.dialect) if row.unread else stated


def batch_of(merchant: Merchant, rows: Sequence[RawRow]) -> ItemBatch:
    """Return a batch of these rows, of which there is at least one. No two have the same id."""
    batch = ItemBatch(
        dialect=API,
        merchant=merchant,
        overview=_overview(rows),
        last_row=0,
        columns={row.row: row.columns or frozenset() for row in rows},
    )
    for index, row in enumerate(rows):
        batch.add(row, index=index)
    return batch


def repeated_ids(rows: Sequence[RawRow]) -> Iterator[tuple[RawRow, RawRow]]:
    """Yield each row whose product a later row describes too, with that one."""
    last = {API.external_id(row): row for row in rows}
    for row in rows:
        later = last[API.external_id(row)]
        if later is not row and API.external_id(row):
            yield row, later


def _overview(rows: Sequence[RawRow]) -> Overview:
    numbers, keys = RowNumbers(), RowKeys()
    for row in rows:
        numbers.add(row.row)
        # They differ, or are all empty and refused.
        keys.add(row.row, API.external_id(row), "", row.row)
    stated = Stated.by_columns(API, API.known_columns)
    return Overview(numbers, stated, keys.repetitions(), is_part=True)
