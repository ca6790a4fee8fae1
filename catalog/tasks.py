"""Celery tasks, and functions that enqueue them.

The rows say what is pending; a task only makes a worker look. A lost message costs time, not work.
"""

import logging
import time
from functools import partial
from typing import Any

from celery import Task, shared_task
from celery.signals import worker_ready
from django.db import transaction
from django.db.models import QuerySet
from redis.exceptions import RedisError

from catalog.deletion.pieces import delete_due
from catalog.editing.pieces import edit_due
from catalog.editing.request import delete_old_edits
from catalog.embedding.encoder import EncoderError, StillLoading
from catalog.embedding.onnx.export_retention import tidy_exports
from catalog.embedding.registry import encoder_cache
from catalog.files.orphans import UNKNOWN_FOLDER, Orphans, sweep_next_folder
from catalog.idempotency.claims import delete_outdated as delete_outdated_requests
from catalog.indexing.encoder_failures import report_failure, report_success
from catalog.indexing.hnsw import ensure_index
from catalog.indexing.rounds import index_all_due
from catalog.indexing.versions import delete_retired, is_complete, promote_if_complete
from catalog.ingest import run as importing
from catalog.ingest.missing import retiring
from catalog.ingest.photos.queue import fetch_due_photos
from catalog.ingest.photos.sizes import measure_photos
from catalog.ingest.retention import (
    MEDIA_FOLDERS,
    delete_old_journals,
    delete_old_requests,
    delete_old_uploads,
)
from catalog.insights.retention import delete_old_counts
from catalog.models import (
    BulkEdit,
    Deletion,
    EncoderFailure,
    EncoderState,
    EncoderVersion,
    ImportRun,
    Photo,
    PhotoHost,
    ProductIndexing,
)
from catalog.photo_tasks import render_photos
from catalog.search.calibration import recalibrate_if_grown
from catalog.search.expiry import delete_expired
from catalog.vocabulary import building
from catalog.vocabulary.freshness import vocabulary_is_due
from catalog.waking import allow_next_wake as _allow_next_wake
from catalog.waking import enqueue as _enqueue
from catalog.waking import wake_once as _wake_once

logger = logging.getLogger(__name__)

# A task that runs for this long ends after its present batch, and enqueues a successor. So a worker
# with one process, which serves the queues in turn, gives each its turn within seconds.
SLICE_SECONDS = 1.0


def wake_indexing() -> None:
    """Have due products indexed once the transaction is committed.

    Never raises: if the broker is down, the sweep finds the products.
    """
    transaction.on_commit(partial(_wake_once, index_products))


def wake_import(run_id: int) -> None:
    """Have an import run once the transaction is committed."""
    transaction.on_commit(partial(_enqueue, run_import, run_id))


def wake_retiring() -> None:
    """Have the products that feeds no longer have retired, once the transaction is committed."""
    transaction.on_commit(partial(_wake_once, retire_missing))


def wake_photo_fetching() -> None:
    """Have due photos fetched once the transaction is committed."""
    transaction.on_commit(partial(_wake_once, fetch_photos))


def wake_deletion() -> None:
    """Have due rows deleted once the transaction is committed."""
    transaction.on_commit(partial(_wake_once, delete_rows))


def wake_editing() -> None:
    """Have due bulk edits applied and undone once the transaction is committed."""
    transaction.on_commit(partial(_wake_once, edit_products))


def wake_vocabulary() -> None:
    """Have the shop's words read again once the transaction is committed."""
    transaction.on_commit(partial(_enqueue, refresh_vocabulary))


@shared_task
def run_import(run_id: int, due_at: str = "") -> None:
    """Import as many rows as fit into a slice, unless the run has moved on from `due_at`."""
    if due_at and not ImportRun.objects.filter(pk=run_id, due_at=due_at).exists():
        return  # another message has continued it, and enqueued its successor
    # The first products of a long import are embedded while the rest is still read.
    next_run_id = importing.run_import(
        run_id, seconds=SLICE_SECONDS, on_progress=lambda _rows: wake_indexing()
    )
    _wake_once(fetch_photos)
    if ImportRun.objects.retiring().exists():
        _wake_once(retire_missing)
    if next_run_id is not None:
        _continue_import(next_run_id)
    elif vocabulary_is_due():
        _enqueue(refresh_vocabulary)


@shared_task(expires=60)
def retire_missing() -> None:
    """Deactivate or delete the products that feeds no longer have."""
    _allow_next_wake(retire_missing)
    if not retiring.retire_due(until=time.monotonic() + SLICE_SECONDS):
        _wake_once(retire_missing)


@shared_task(expires=60)
def fetch_photos() -> None:
    """Fetch due photos from their addresses."""
    _allow_next_wake(fetch_photos)
    if fetch_due_photos(seconds=SLICE_SECONDS, on_end=_continue_with_photos):
        _wake_once(fetch_photos)


def _continue_with_photos() -> None:
    """Called in a thread of its own when photos of a host have been fetched."""
    _wake_once(index_products)
    _wake_once(fetch_photos)


@shared_task(expires=60)
def delete_rows() -> None:
    """Delete the rows of large deletions."""
    _allow_next_wake(delete_rows)
    if not delete_due(until=time.monotonic() + SLICE_SECONDS):
        _wake_once(delete_rows)


@shared_task(expires=60)
def edit_products() -> None:
    """Apply and undo bulk edits."""
    _allow_next_wake(edit_products)
    is_done = edit_due(until=time.monotonic() + SLICE_SECONDS)
    _wake_once(index_products)
    if not is_done:
        _wake_once(edit_products)


@shared_task
def index_products() -> None:
    """Index the due products."""
    _allow_next_wake(index_products)
    try:
        if not index_all_due(until=time.monotonic() + SLICE_SECONDS):
            _wake_once(index_products)
            return
    except StillLoading as error:
        logger.info("Products are not indexed yet: %s", error)
        return
    except EncoderError as error:
        # Nothing was claimed, so the sweep tries again.
        logger.error("Products are not indexed: %s", error)  # noqa: TRY400  # the cause is said
        report_failure(str(error))
        return
    report_success()
    _enqueue(settle_versions)
    _wake_once(render_photos)


@shared_task(expires=60)
def settle_versions() -> None:
    """After indexing, build vector indexes, recalibrate, and promote a version that is complete."""
    for version in EncoderVersion.objects.filter(state=EncoderState.SERVING):
        ensure_index(version)
        recalibrate_if_grown(version)
    for version in EncoderVersion.objects.filter(state=EncoderState.BUILDING):
        if is_complete(version):
            # Before the version serves. Building the whole index is faster than adding to it.
            ensure_index(version)
            recalibrate_if_grown(version)
            promote_if_complete(version)


@shared_task(expires=60)
def sweep() -> None:
    """Enqueue due work whose message was lost, and delete what has expired."""
    EncoderFailure.objects.outdated().delete()
    # After a failure also if nothing is due, so that its report stays true.
    if EncoderFailure.objects.exists() or ProductIndexing.objects.all().due().exists():
        _enqueue(index_products)
    if PhotoHost.objects.all().due().exists():
        _enqueue(fetch_photos)
    for run_id in ImportRun.objects.due().order_by("pk").values_list("pk", flat=True):
        _continue_import(run_id)
    _wake_if_any(Deletion.objects.due(), delete_rows)
    _wake_if_any(BulkEdit.objects.due(), edit_products)
    _wake_if_any(ImportRun.objects.retiring(), retire_missing)
    _wake_if_any(Photo.objects.unrendered(), render_photos)
    delete_expired()
    delete_retired()
    _enqueue(settle_versions)
    if vocabulary_is_due():
        _enqueue(refresh_vocabulary)


def _wake_if_any(due: "QuerySet[Any]", task: "Task[..., None]") -> None:
    if due.exists():
        _wake_once(task)


@shared_task(expires=60)
def refresh_vocabulary() -> None:
    """Read the shop's own words from the catalog again."""
    building.refresh_vocabulary()


@shared_task(expires=300)
def sweep_files() -> None:
    """Delete old uploads, journals, edits, counts and answers, files without a row, exports of no
    version.

    Measure photos of unknown size.
    """
    delete_old_uploads()
    delete_old_journals()
    delete_old_requests()
    delete_old_edits()
    delete_old_counts()
    delete_outdated_requests()
    measure_photos()
    needed = EncoderVersion.objects.values_list("fingerprint", flat=True)
    tidy_exports(encoder_cache(), needed=set(needed))
    try:
        for media in MEDIA_FOLDERS:
            orphans = sweep_next_folder(media)
            if orphans and orphans.names:
                _log_orphans(orphans)
    except RedisError as error:
        logger.warning("Cache unreachable, orphaned files wait: %s", error)


def _log_orphans(orphans: Orphans) -> None:
    if orphans.is_unknown:
        logger.warning("%s: %s", orphans.folder, UNKNOWN_FOLDER)
    else:
        logger.info(
            "%s: deleted %d files that no row refers to", orphans.folder, len(orphans.names)
        )


@worker_ready.connect
def index_on_start(**_signal: object) -> None:
    """Index when a worker starts, because SHOP_ENCODER or its weights may have changed."""
    _wake_once(index_products)


def _continue_import(run_id: int) -> None:
    """Enqueue a run as it is now, so that of several messages only the first continues it.

    Otherwise each of them would enqueue a successor, and the run get several turns.
    """
    due_at = ImportRun.objects.filter(pk=run_id).values_list("due_at", flat=True).first()
    if due_at is not None:
        _enqueue(run_import, run_id, due_at.isoformat())
