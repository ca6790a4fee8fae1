"""A batch of rows: those to write, those that became nothing, and the problems of both."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from catalog.ingest.dialects.base import Dialect
from catalog.ingest.dialects.cells import is_rounded
from catalog.ingest.feed_row import FeedRow
from catalog.ingest.overview import Overview
from catalog.ingest.problems import Problem, RowError
from catalog.ingest.repetitions import Repetition
from catalog.ingest.stated import Stated
from catalog.ingest.table import RawRow
from catalog.models import Merchant, Severity


@dataclass(slots=True, kw_only=True)
class Batch:
    """The rows since the last write."""

    dialect: Dialect
    merchant: Merchant
    overview: Overview
    last_row: int
    photos: int = 0
    rows: list[FeedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    superseded: int = 0
    invalid: int = 0
    # Of no product of their own, but part of another row's product.
    skipped: int = 0
    # Ids in rows that are not written: the feed still has their products.
    named: set[str] = field(default_factory=set)
    unnamed: int = 0  # invalid rows without a usable id

    def add(self, raw: RawRow | Problem, *, index: int) -> None:
        """Add the next row, which is the file's `index`-th that the dialect yields, from 0."""
        self.skip_to(raw.row - 1)
        self.last_row = raw.row
        if isinstance(raw, Problem):
            self._lose(raw)
        elif repetition := self.overview.repetitions.of(index):
            self._supersede(raw, repetition)
        else:
            self._read(raw, uses_alternate=self.overview.repetitions.uses_alternate(index))

    def skip_to(self, row: int) -> None:
        """Count the rows up to this one as skipped, because the dialect has not yielded them."""
        if row > self.last_row:
            rows = self.overview.rows
            self.skipped += rows.up_to(row) - rows.up_to(self.last_row)
            self.last_row = row

    def next(self) -> "Batch":
        """Return an empty batch for the rows after this one."""
        return Batch(
            dialect=self.dialect,
            merchant=self.merchant,
            overview=self.overview,
            last_row=self.last_row,
        )

    def stated(self, row: FeedRow) -> Stated:
        stated = self.overview.stated
        return stated.without(row.unread, self.dialect) if row.unread else stated

    def _lose(self, problem: Problem, alternate_id: str = "") -> None:
        self.problems.append(problem)
        ids = {problem.external_id, alternate_id}
        named = {key for key in ids if key and not is_rounded(key)}
        self.named |= named
        if problem.severity == Severity.ERROR:
            self.invalid += 1
            self.unnamed += not named
        else:
            self.skipped += 1

    def _supersede(self, raw: RawRow, repetition: Repetition) -> None:
        self.superseded += 1
        self.problems.append(_superseded(raw.row, self.dialect.external_id(raw), repetition))

    def _read(self, raw: RawRow, *, uses_alternate: bool) -> None:
        try:
            self.dialect.check_identity(raw)
            row = self.dialect.to_feed_row(raw, self.merchant)
        except RowError as error:
            self._refuse(raw, error)
        else:
            if row.alternate_id and not uses_alternate:
                row = replace(row, alternate_id="")
            self.rows.append(row)
            self.photos += len(row.photos)
            self.problems += row_warnings(row, row.warnings)

    def _refuse(self, raw: RawRow, error: RowError) -> None:
        key = self.dialect.external_id(raw)
        # They may say why a required cell is empty.
        self.problems += [
            Problem(row=raw.row, external_id=key, message=message) for message in raw.warnings
        ]
        self._lose(row_error(raw.row, key, error), self.dialect.alternate_id(raw))


def row_error(row: int, external_id: str, error: RowError) -> Problem:
    return Problem(row=row, external_id=external_id, message=str(error), severity=Severity.ERROR)


def row_warnings(
    row: FeedRow, messages: Iterable[str], severity: Severity = Severity.WARNING
) -> list[Problem]:
    return [
        Problem(row=row.row, external_id=row.external_id, message=message, severity=severity)
        for message in messages
    ]


def _superseded(row: int, external_id: str, repetition: Repetition) -> Problem:
    if repetition.identical:
        message = f"Row {repetition.row} repeats this row exactly, and counts instead of it."
        return Problem(row=row, external_id=external_id, message=message, severity=Severity.NOTE)
    message = (
        f"Row {repetition.row} is the same product with other values, and counts instead of this "
        "row. If they are two products, give each its own id."
    )
    return Problem(row=row, external_id=external_id, message=message, is_superseded=True)
