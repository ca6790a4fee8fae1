"""Writes a batch of rows as products: the slow work first, then one short transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import IntegrityError, OperationalError, transaction

from catalog.ingest.categories import CategoryTree
from catalog.ingest.dialects.base import Dialect
from catalog.ingest.feed_row import FeedRow
from catalog.ingest.formats.archive import Archive
from catalog.ingest.photo_changes import plan_photos
from catalog.ingest.problems import Problem, RowError
from catalog.ingest.progress import BatchResult, Progress
from catalog.ingest.table import RawRow
from catalog.ingest.upsert import PreparedRow, existing_products, write_rows
from catalog.models import Merchant, Product, Severity
from catalog.models.conflicts import is_write_conflict

# Photos per batch: decoding 200 rows of 21 large photos would take longer than a task may run.
MAX_PHOTOS = 400
MAX_TRIES = 5
_SUPERSEDED = "A later row has the same id; that one was imported."


@dataclass(slots=True)
class Batch:
    """The valid rows since the last write, and the problems found while reading."""

    dialect: Dialect
    merchant: Merchant
    last_row: int
    photos: int = 0
    rows: list[FeedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, raw: RawRow | Problem, *, superseded: bool) -> None:
        self.last_row = raw.row
        if isinstance(raw, Problem):
            self.problems.append(raw)
        elif superseded:
            key = self.dialect.external_id(raw)
            self.problems.append(Problem(row=raw.row, external_id=key, message=_SUPERSEDED))
        else:
            self._read(raw)

    def _read(self, raw: RawRow) -> None:
        try:
            row = self.dialect.to_feed_row(raw, self.merchant)
        except RowError as error:
            self.problems.append(_error(raw.row, self.dialect.external_id(raw), error))
        else:
            self.rows.append(row)
            self.photos += len(row.photos)
            self.problems += _warnings(row, row.warnings)


@dataclass(slots=True)
class PreparedBatch:
    rows: list[PreparedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def discard(self) -> None:
        for row in self.rows:
            row.photos.discard()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchWriter:
    merchant: Merchant
    archive: Archive | None
    categories: CategoryTree
    progress: Progress

    def write(self, batch: Batch) -> None:
        """Write the rows, problems and counts in one transaction.

        Tries again after a deadlock, or if a category or product is deleted between its lookup and
        the commit. Raises LeaseLost, having written nothing.
        """
        for tries_left in reversed(range(MAX_TRIES)):
            try:
                self._write(batch)
            except (IntegrityError, OperationalError) as error:
                if not (tries_left and is_write_conflict(error)):
                    raise
                self.categories.forget()
            else:
                return

    def _write(self, batch: Batch) -> None:
        prepared = self._prepare(batch)
        checkpoint = self.progress.checkpoint()
        committed = False
        try:
            with transaction.atomic():
                written = write_rows(self.merchant.pk, prepared.rows)
                problems = [*batch.problems, *prepared.problems]
                self.progress.record(
                    BatchResult(
                        last_row=batch.last_row,
                        created=len(written.created),
                        updated=len(written.updated),
                        unchanged=written.unchanged,
                        problems=sorted(problems, key=lambda problem: problem.row),
                    )
                )
            committed = True
        finally:
            if not committed:
                self.progress.restore(checkpoint)
                prepared.discard()

    def _prepare(self, batch: Batch) -> PreparedBatch:
        existing = existing_products(self.merchant.pk, [row.external_id for row in batch.rows])
        prepared = PreparedBatch()
        for row in batch.rows:
            try:
                # Decoding a batch's photos can take longer than the lease.
                self.progress.lease.renew()
                prepared_row = self._prepare_row(row, existing.get(row.external_id))
            except RowError as error:
                prepared.problems.append(_error(row.row, row.external_id, error))
            except BaseException:
                prepared.discard()
                raise
            else:
                prepared.rows.append(prepared_row)
                prepared.problems += _warnings(row, prepared_row.photos.warnings)
        return prepared

    def _prepare_row(self, row: FeedRow, existing: Product | None) -> PreparedRow:
        category_id = self.categories.resolve(row.category)
        photos = plan_photos(
            row.photos,
            existing=list(existing.photos.all()) if existing else [],
            archive=self.archive,
        )
        return PreparedRow(row=row, category_id=category_id, photos=photos, existing=existing)


def _error(row: int, external_id: str, error: RowError) -> Problem:
    return Problem(row=row, external_id=external_id, message=str(error), severity=Severity.ERROR)


def _warnings(row: FeedRow, messages: Iterable[str]) -> list[Problem]:
    return [
        Problem(row=row.row, external_id=row.external_id, message=message) for message in messages
    ]
