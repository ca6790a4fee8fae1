"""What workers do: id in, fetch, one call. The rows say what is pending; tasks only wake."""

import logging
import time
from functools import partial

from celery import Task, shared_task
from celery.signals import worker_ready
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from catalog.embedding.encoder import EncoderError
from catalog.files.orphans import UNKNOWN_FOLDER, Orphans, sweep_next_folder
from catalog.indexing.hnsw import ensure_index
from catalog.indexing.retirement import remove_retired
from catalog.indexing.rounds import index_all_due
from catalog.indexing.versions import is_complete, promote_if_complete
from catalog.ingest import run as importing
from catalog.ingest.photos.queue import fetch_due_photos
from catalog.ingest.retention import MEDIA_FOLDERS, delete_old_uploads
from catalog.models import EncoderState, EncoderVersion, ImportRun, Photo, ProductIndexing
from catalog.search.calibration import recalibrate_if_grown
from catalog.search.expiry import delete_expired

logger = logging.getLogger(__name__)

# Well below the soft time limit: what is left is taken up by the next task.
INDEXING_SECONDS = FETCHING_SECONDS = 5 * 60
FETCHED_AT_ONCE = 16
# A thousand saves wake one worker. Forgotten when that begins, or if it never does.
WOKEN = "indexing-woken"
WOKEN_SECONDS = 60


def wake_indexing() -> None:
    """Have due products indexed soon, once the changes are committed. Never fails for the caller.

    Without broker the sweep finds them, so a lost broker only costs time.
    """
    transaction.on_commit(_wake)


def wake_import(run_id: int) -> None:
    """Have an import worked on, once it is committed."""
    transaction.on_commit(partial(_send, run_import, run_id))


def wake_photo_fetching() -> None:
    """Have photos named by address fetched, once they are committed."""
    transaction.on_commit(partial(_send, fetch_photos))


@shared_task
def run_import(run_id: int) -> None:
    """Do an import, or as much of it as fits into a task."""
    # Products are embedded while the rest of a long import still runs.
    following = importing.run_import(run_id, on_progress=lambda _rows: wake_indexing())
    _send(fetch_photos)
    if following is not None:
        _send(run_import, following)


@shared_task(expires=60)
def fetch_photos() -> None:
    """Fetch the photos that feeds named by address."""
    until = time.monotonic() + FETCHING_SECONDS
    while fetch_due_photos(FETCHED_AT_ONCE) == FETCHED_AT_ONCE:
        wake_indexing()
        if time.monotonic() > until:
            _send(fetch_photos)
            return
    wake_indexing()


@shared_task
def index_products() -> None:
    """Index what is due, batch by batch."""
    _forget_wake()
    try:
        if not index_all_due(until=time.monotonic() + INDEXING_SECONDS):
            _wake()
            return
    except EncoderError as error:
        # Nothing was claimed: the products wait, and the sweep asks again.
        logger.warning("Products are not indexed: %s", error)
        return
    _send(settle_versions)


@shared_task(expires=60)
def settle_versions() -> None:
    """Indexes, calibration and change of encoder versions, after products were indexed."""
    for version in EncoderVersion.objects.filter(state=EncoderState.SERVING):
        ensure_index(version)
        recalibrate_if_grown(version)
    for version in EncoderVersion.objects.filter(state=EncoderState.BUILDING):
        if is_complete(version):
            # Built at once over the whole, which is faster than row by row, and before it serves.
            ensure_index(version)
            recalibrate_if_grown(version)
            promote_if_complete(version)


@shared_task(expires=60)
def sweep() -> None:
    """What a lost broker or a dead worker forgot, and what time undoes."""
    if ProductIndexing.objects.all().due().exists():
        _send(index_products)
    if Photo.objects.exclude(source_url="").due().exists():
        _send(fetch_photos)
    for run_id in ImportRun.objects.due().order_by("pk").values_list("pk", flat=True):
        _send(run_import, run_id)
    delete_expired()
    remove_retired()
    _send(settle_versions)


@shared_task(expires=300)
def sweep_files() -> None:
    """Files that are kept no longer, and those that no row names."""
    delete_old_uploads()
    try:
        for media in MEDIA_FOLDERS:
            found = sweep_next_folder(media)
            if found and found.names:
                _tell(found)
    except RedisError as error:
        logger.warning("Cache unreachable, orphaned files wait: %s", error)


def _tell(found: Orphans) -> None:
    if found.is_unknown:
        logger.warning("%s: %s", found.folder, UNKNOWN_FOLDER)
    else:
        logger.info("%s: %d files that no row names were deleted", found.folder, len(found.names))


@worker_ready.connect
def look_at_the_encoder(**_signal: object) -> None:
    """A new SHOP_ENCODER, or new weights, come with a new worker: nothing else marks them due."""
    _wake()


def _wake() -> None:
    try:
        first = cache.add(WOKEN, 1, timeout=WOKEN_SECONDS)
    except RedisError as error:
        # Most likely the broker's server too, and the cache gives up sooner (after a second).
        logger.warning("Cache unreachable, products wait for the sweep: %s", error)
        return
    if first:
        _send(index_products)


def _forget_wake() -> None:
    """Before looking for due rows: a change from now on must wake again."""
    try:
        cache.delete(WOKEN)
    except RedisError as error:
        logger.warning("Cache unreachable: %s", error)


def _send(task: "Task[..., None]", *arguments: int) -> None:
    try:
        task.delay(*arguments)
    except OperationalError as error:
        logger.warning("Broker unreachable, %s waits for the sweep: %s", task.name, error)
