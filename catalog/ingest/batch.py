"""A batch of rows to products: slow work first, then one short transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import IntegrityError, OperationalError, transaction

from catalog.ingest.archive import Archive
from catalog.ingest.categories import CategoryTree
from catalog.ingest.dialect import RowReader
from catalog.ingest.feed import FeedRow
from catalog.ingest.problems import Problem, RowError
from catalog.ingest.progress import BatchResult, Progress
from catalog.ingest.row_photos import plan_photos
from catalog.ingest.table import RawRow
from catalog.ingest.upsert import PreparedRow, existing_products, write_rows
from catalog.models import Merchant, Product, Severity
from catalog.models.meanwhile import deleted_meanwhile

# One of 200 rows with 21 large photos each would be decoded for longer than a task may take.
MAX_PHOTOS = 400
TRIES = 5
_SUPERSEDED = "A later row has the same id; that one was imported."


@dataclass(slots=True)
class Batch:
    """Valid rows and problems since the last write."""

    reader: RowReader
    last_row: int
    photos: int = 0
    rows: list[FeedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def external_id(self, raw: RawRow) -> str:
        return self.reader.external_id(raw)

    def add(self, raw: RawRow | Problem, *, superseded: bool) -> None:
        self.last_row = raw.row
        if isinstance(raw, Problem):
            self.problems.append(raw)
        elif superseded:
            key = self.external_id(raw)
            self.problems.append(Problem(row=raw.row, external_id=key, message=_SUPERSEDED))
        else:
            self._read(raw)

    def _read(self, raw: RawRow) -> None:
        try:
            row = self.reader.feed_row(raw)
        except RowError as error:
            self.problems.append(_error(raw.row, self.external_id(raw), error))
        else:
            self.rows.append(row)
            self.photos += len(row.photos)
            self.problems += _warnings(row, row.warnings)


@dataclass(slots=True)
class Prepared:
    """A batch's rows with all that is slow done, and what there is to say of them."""

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
        """Raises LeaseLost, having written nothing.

        A category or a product that is deleted after it was looked up is looked up again.
        """
        for tries_left in reversed(range(TRIES)):
            try:
                self._write(batch)
            except (IntegrityError, OperationalError) as error:
                if not (tries_left and deleted_meanwhile(error)):
                    raise
                self.categories.forget()
            else:
                return

    def _write(self, batch: Batch) -> None:
        prepared = self._prepare(batch)
        before = self.progress.mark()
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
                self.progress.return_to(before)
                prepared.discard()

    def _prepare(self, batch: Batch) -> Prepared:
        existing = existing_products(self.merchant.pk, [row.external_id for row in batch.rows])
        prepared = Prepared()
        for row in batch.rows:
            try:
                self.progress.keep_lease()
                done = self._prepare_row(row, existing.get(row.external_id))
            except RowError as error:
                prepared.problems.append(_error(row.row, row.external_id, error))
            except BaseException:
                prepared.discard()
                raise
            else:
                prepared.rows.append(done)
                prepared.problems += _warnings(row, done.photos.warnings)
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
