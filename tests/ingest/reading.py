"""Reads a feed without a database: its products, and what is said about rows and file."""

import io
import math
from contextlib import closing
from dataclasses import dataclass, field

from catalog.ingest.feed_row import FeedRow
from catalog.ingest.opening import Opening, Upload
from catalog.ingest.problems import Problem, RowError
from catalog.ingest.read_options import DETECTED
from catalog.models import Merchant

NO_PHOTO = "so the product is found by its words only"


@dataclass
class Reading:
    products: list[FeedRow] = field(default_factory=list)
    errors: dict[int, str] = field(default_factory=dict)  # by row
    notes: tuple[str, ...] = ()
    dialect: str = ""

    @property
    def product(self) -> FeedRow:
        (product,) = self.products
        return product

    @property
    def warnings(self) -> dict[int, list[str]]:
        """Warnings by row, without the one about missing photos."""
        by_row = {p.row: [w for w in p.warnings if NO_PHOTO not in w] for p in self.products}
        return {row: warnings for row, warnings in by_row.items() if warnings}


def read_feed(data: bytes, *, currency: str = "EUR") -> Reading:
    merchant = Merchant(name="Ada's", slug="adas", currency=currency)
    upload = Upload(
        file=io.BytesIO(data), options=DETECTED, rows_read=0, has_products=False, is_checked=False
    )
    opening = Opening(upload)
    assert opening.work.go_on(until=math.inf)
    with closing(opening.work.result()) as opened:
        source = opened.source
        reading = Reading(notes=source.notes, dialect=source.dialect.name)
        for _, row in opened.rows:
            if isinstance(row, Problem):
                reading.errors[row.row] = row.message
                continue
            try:
                reading.products.append(source.dialect.to_feed_row(row, merchant))
            except RowError as error:
                reading.errors[row.row] = str(error)
    return reading
