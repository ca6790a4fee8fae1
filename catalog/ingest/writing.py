"""Writes a batch of rows as products: the slow work first, then one short transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from psycopg.errors import CheckViolation, UniqueViolation

from catalog.ingest.batch import Batch, row_error, row_warnings
from catalog.ingest.categories import CategoryTree
from catalog.ingest.changes import Changes, changes_of
from catalog.ingest.feed_row import MORE_PHOTOS, PHOTO, FeedRow
from catalog.ingest.formats.archive import Archive
from catalog.ingest.matching import MatchedRow, Matcher
from catalog.ingest.missing.recording import record_found
from catalog.ingest.photo_addresses import fetch_named_again, link_to_run
from catalog.ingest.photo_changes import PhotoChanges, PhotoScope, plan_photos
from catalog.ingest.problems import Problem, RowError
from catalog.ingest.product_update import ProductGone
from catalog.ingest.progress import BatchResult, Progress, RowCounts
from catalog.ingest.stated import Stated
from catalog.ingest.upsert import PreparedRow, Written, write_rows
from catalog.models import ImportRun, LockableField, Severity
from catalog.models.conflicts import is_write_conflict

MAX_TRIES = 5
_LOCKED = "{} is locked, so another value was left out."
_OVERWRITTEN = (
    "{} was edited by hand, and another value replaced it. Lock it on the product's page to keep "
    "your own."
)

_NO_CATEGORY = 'The category "{}" has no letters or digits and was left out.'


@dataclass(slots=True, kw_only=True)
class PreparedBatch:
    rows: list[PreparedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    invalid: int = 0
    # Ids in rows that are not written.
    named: set[str] = field(default_factory=set)
    is_whole: bool  # see Overview

    def discard(self) -> None:
        for row in self.rows:
            row.photos.discard()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchWriter:
    stores_photos: ClassVar[bool] = True

    run: ImportRun
    archive: Archive | None
    categories: CategoryTree
    progress: Progress

    def write(self, batch: Batch) -> None:
        """Write the rows, problems and counts in one transaction.

        Tries again after a deadlock, or if a category or product is created or deleted between its
        lookup and the commit. Raises LeaseLost, having written nothing.
        """
        for tries_left in reversed(range(MAX_TRIES)):
            try:
                self.write_once(batch)
            except (IntegrityError, OperationalError, ProductGone) as error:
                if not (tries_left and is_outdated(error)):
                    raise
                self.categories.forget()
            else:
                return

    def write_once(self, batch: Batch) -> None:
        """As `write`, but raises what another try may cure: see `is_outdated`."""
        prepared = self.prepare(batch)
        checkpoint = self.progress.checkpoint()
        committed = False
        try:
            with transaction.atomic():
                written = self.save(prepared)
                self.progress.record(_result(batch, prepared, written))
            committed = True
        finally:
            if not committed:
                self.progress.restore(checkpoint)
                prepared.discard()

    def save(self, prepared: PreparedBatch) -> Written:
        written = write_rows(self.run, prepared.rows)
        fetch_named_again(self.run.pk, (row.photos for row in prepared.rows))
        if prepared.is_whole:
            record_found(self.run, written.product_ids, prepared.named)
        return written

    def prepare(self, batch: Batch) -> PreparedBatch:
        """Compare the rows with their products, and store the photos that came with them."""
        matcher = Matcher(batch.overview.repetitions, batch.dialect.alternate_id_first)
        matcher.load(self.run.merchant_id, batch.rows)
        prepared = PreparedBatch(named=set(batch.named), is_whole=batch.overview.is_whole)
        for row in batch.rows:
            try:
                if row.photos:
                    # Decoding those of a batch can take longer than the lease.
                    self.progress.lease.renew()
                prepared_row = self._prepare_row(matcher.match(row), batch.stated(row))
            except RowError as error:
                prepared.invalid += 1
                prepared.named |= {row.external_id, row.alternate_id} - {""}
                prepared.problems.append(row_error(row.row, row.external_id, error))
            except BaseException:
                prepared.discard()
                raise
            else:
                prepared.rows.append(prepared_row)
                prepared.problems += _problems(prepared_row)
        return prepared

    def _prepare_row(self, matched: MatchedRow, stated: Stated) -> PreparedRow:
        row, product = matched.row, matched.product
        if product is None:
            _check_complete(row, stated)
        category_id = self.categories.resolve(row.category or ())
        return PreparedRow(
            row=row,
            category_id=category_id,
            product=product,
            changes=_changes(matched, category_id, stated),
            photos=link_to_run(self._plan_photos(matched, stated), self.run.pk),
        )

    def _plan_photos(self, matched: MatchedRow, stated: Stated) -> PhotoChanges:
        row, product = matched.row, matched.product
        if not row.photos and not matched.photos:
            return PhotoChanges()
        return plan_photos(
            row.photos,
            existing=matched.photos,
            archive=self.archive,
            scope=PhotoScope(
                first=PHOTO in stated.fields,
                others=MORE_PHOTOS in stated.fields,
                is_complete=not row.has_unread_photos,
                is_export=stated.is_export,
                locked=product is not None and LockableField.PHOTOS in product.locked_fields,
            ),
            stores=self.stores_photos,
        )


def _check_complete(row: FeedRow, stated: Stated) -> None:
    """Raise RowError if what a new product needs is not given."""
    if stated.missing:
        raise RowError(
            f'No product has the id "{row.external_id}", and what a new one needs is not given: '
            f"{', '.join(stated.missing)}."
        )


def _changes(matched: MatchedRow, category_id: int | None, stated: Stated) -> Changes:
    row, product = matched.row, matched.product
    if product is None:
        return Changes(values={})
    return changes_of(
        row, product, category_id=category_id, stated=stated, fills_mpn=matched.fills_mpn
    )


def is_outdated(error: DatabaseError | ProductGone) -> bool:
    """Whether what was read before the transaction has changed since."""
    if isinstance(error, ProductGone) or is_write_conflict(error):
        return True
    # A sale's dates that were read beside a sale price, which an editor has removed since.
    return isinstance(error.__cause__, UniqueViolation | CheckViolation)


def _result(batch: Batch, prepared: PreparedBatch, written: Written) -> BatchResult:
    problems = [*batch.problems, *prepared.problems]
    return BatchResult(
        last_row=batch.last_row,
        counts=RowCounts(
            created=written.created,
            changed=written.changed,
            unchanged=written.unchanged,
            superseded=batch.superseded,
            invalid=batch.invalid + prepared.invalid,
            skipped=batch.skipped,
            locked=written.locked,
            unnamed=batch.unnamed,
        ),
        problems=sorted(problems, key=lambda problem: problem.row),
    )


def _problems(prepared: PreparedRow) -> list[Problem]:
    row, changes, photos = prepared.row, prepared.changes, prepared.photos
    warnings = [*changes.warnings, *photos.warnings]
    if row.category and prepared.category_id is None:
        warnings.append(_NO_CATEGORY.format(" > ".join(row.category)[:80]))
    locked = [*changes.locked, *[LockableField.PHOTOS] * photos.is_locked]
    if not (warnings or changes.overwritten or locked):
        return []
    return [
        *row_warnings(row, warnings),
        *row_warnings(row, _named(_OVERWRITTEN, changes.overwritten)),
        *row_warnings(row, _named(_LOCKED, locked), Severity.NOTE),
    ]


def _named(message: str, fields: Iterable[LockableField]) -> list[str]:
    return [message.format(LockableField(field).label) for field in fields]
