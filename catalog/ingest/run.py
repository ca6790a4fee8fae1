"""Runs imports, their checks and undos: the work of a worker."""

import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.files.storage_error import StorageError
from catalog.ingest.batch import Batch
from catalog.ingest.categories import CategoryTree, ExistingCategories
from catalog.ingest.checking.batch_check import BatchChecker, begin_check
from catalog.ingest.checking.decisions import import_if_safe
from catalog.ingest.checking.missing import report_missing
from catalog.ingest.column_memory import as_read
from catalog.ingest.control import GONE
from catalog.ingest.lease import Lease, LeaseLost, claim_run, next_run_after
from catalog.ingest.missing.decision import decide
from catalog.ingest.missing.recording import complete_feed
from catalog.ingest.open_imports import keep_open, open_import
from catalog.ingest.opening import OpenImport, Opening
from catalog.ingest.overview import Overview
from catalog.ingest.problem_groups import ProblemGroups
from catalog.ingest.problems import FeedError, MissingColumns, Problem
from catalog.ingest.progress import Progress
from catalog.ingest.source import Source
from catalog.ingest.undo.work import Undoer
from catalog.ingest.writing import BatchWriter
from catalog.models import ImportRun, ImportState

BATCH_ROWS = 200
# Photos per batch. Those in a ZIP are decoded at once, while other merchants wait.
MAX_PHOTOS = 400
MAX_PACKED_PHOTOS = 32
NO_ROOM = (
    "The shop's disk has no room to unpack the file ({}). Rows already imported stay. Once the "
    "operator has made room, import the file again."
)


def run_import(
    run_id: int,
    *,
    seconds: float = math.inf,
    on_progress: Callable[[int], None] = lambda rows_read: None,
) -> int | None:
    """Import or check the run's rows, or undo it: as much as fits into `seconds`.

    After each batch, calls `on_progress` with the number of rows read, or of products undone.
    Returns the id of the run to wake next, if any: this one if something is left, else the
    merchant's next. Does nothing for a run that has ended, is held by another worker, or waits for
    another run.
    """
    lease = claim_run(run_id)
    if lease is None:
        return None
    run = ImportRun.objects.select_related("merchant").get(pk=run_id)
    worker = Undoer if lease.state == ImportState.UNDOING else Importer
    try:
        worker(run, lease, time.monotonic() + seconds, on_progress).work()
    except LeaseLost:
        return next_run_after(run_id)
    except MissingColumns as error:
        _finish(lease, ImportState.CHECKED if lease.is_check else ImportState.FAILED, str(error))
    except FeedError as error:
        _finish(lease, ImportState.FAILED, str(error))
    except FileNotFoundError:
        _finish(lease, ImportState.FAILED, GONE)
    except StorageError as error:
        _finish(lease, ImportState.FAILED, NO_ROOM.format(error))
    return next_run_after(import_if_safe(run_id) or run_id)


@dataclass(frozen=True, slots=True)
class Importer:
    run: ImportRun
    lease: Lease
    deadline: float  # of time.monotonic()
    on_progress: Callable[[int], None] = field(repr=False)

    def work(self) -> None:
        """Import or check rows until the deadline, then finish or release the run.

        Raises FeedError, LeaseLost, FileNotFoundError and StorageError.
        """
        file = open_import(
            self.run,
            is_checked=self.lease.is_check,
            deadline=self.deadline,
            heartbeat=self.lease.renew,
        )
        try:
            if isinstance(file, Opening):
                if not file.work.has_ended:
                    self._leave(file)
                    return
                file = self._begin(file)
            if self._import_rows(file):
                file.close()
                self._complete(is_whole=file.overview.is_whole)
            else:
                self.lease.release()
                keep_open(self.run, file)
        except BaseException:
            file.close()
            raise

    def _leave(self, opening: Opening) -> None:
        """Let the first pass over the file go on in another slice."""
        # Attempts count crashes, and this is none. No batch will have reset them.
        self.lease.release(attempts=F("attempts") - 1)
        keep_open(self.run, opening)

    def _begin(self, opening: Opening) -> OpenImport:
        if opening.reading:
            begin_check(self.run, self.lease, opening.reading)
            self.run.refresh_from_db(fields=["read_options"])
        return opening.work.result()

    def _complete(self, *, is_whole: bool) -> None:
        """Finish the run, and decide in the same transaction what its feed no longer has."""
        self.run.refresh_from_db()
        with suppress(LeaseLost), transaction.atomic():
            if self.lease.is_check:
                report_missing(self.run, is_whole=is_whole)
                self.lease.release(state=ImportState.CHECKED, finished_at=timezone.now())
                return
            decision = decide(self.run, is_whole=is_whole)
            if is_whole:
                complete_feed(self.run)
            self.lease.release(
                state=ImportState.FINISHED,
                finished_at=timezone.now(),
                missing=decision.missing,
                missing_state=decision.state,
                missing_reason=decision.reason,
            )

    def _import_rows(self, opened: OpenImport) -> bool:
        """Import rows until the deadline. Returns whether all have been imported."""
        source, overview = opened.source, opened.overview
        self.lease.update(rows_total=len(overview.rows), dialect=source.dialect.name)
        writer = self._writer(source, overview)
        batch = self._first_batch(source, overview)
        done = batch.last_row
        max_photos = MAX_PACKED_PHOTOS if source.archive else MAX_PHOTOS
        for index, raw in opened.rows:
            if raw.row <= done:
                continue
            batch.add(raw, index=index)
            if batch.last_row - done >= BATCH_ROWS or batch.photos >= max_photos:
                self._write(writer, batch)
                opened.last_row = done = batch.last_row
                batch = batch.next()
                if time.monotonic() > self.deadline:
                    return False
        batch.skip_to(overview.rows.last)
        self._write(writer, batch)
        return True

    def _writer(self, source: Source, overview: Overview) -> BatchWriter:
        progress = Progress(self.lease, ProblemGroups.of_run(self.run.pk), overview.rows)
        writer = BatchChecker if self.lease.is_check else BatchWriter
        return writer(
            run=self.run,
            archive=source.archive,
            categories=ExistingCategories() if self.lease.is_check else CategoryTree(),
            progress=progress,
        )

    def _first_batch(self, source: Source, overview: Overview) -> Batch:
        """Return a batch that starts after the rows that an earlier worker has written.

        The first batch of a run holds the warnings about the whole file.
        """
        header_row = source.table.header_rows
        batch = Batch(
            dialect=source.dialect,
            merchant=as_read(self.run, source.options),
            overview=overview,
            last_row=max(header_row, overview.rows.after(self.run.rows_read)),
        )
        if self.run.rows_read == 0:
            notes = (*source.notes, *overview.stated.notes)
            batch.problems = [Problem(row=header_row, message=note) for note in notes]
        return batch

    def _write(self, writer: BatchWriter, batch: Batch) -> None:
        writer.write(batch)
        self.on_progress(batch.overview.rows.up_to(batch.last_row))


def _finish(lease: Lease, state: ImportState, reason: str = "") -> None:
    try:
        lease.release(state=state, reason=reason, finished_at=timezone.now())
    except LeaseLost:
        return  # the run was cancelled at the last moment, and stays cancelled
