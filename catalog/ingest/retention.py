"""How long files are kept: as long as their rows. Uploads and journals: for SHOP_IMPORT_DAYS.

apps.py imports this module to connect the signal receivers.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from catalog.files.orphans import MediaFolder
from catalog.files.renditions import delete_photo_on_commit
from catalog.files.saving import delete_file_on_commit
from catalog.ingest.dialects.api import Api
from catalog.ingest.journal.removed import drop_photos
from catalog.models import (
    ImportRun,
    ImportState,
    Photo,
    ProductChange,
    QueryPhotoFile,
    RemovedPhoto,
)
from catalog.models.imports import ACTIVE, ImportRunQuerySet

# Files without a row are kept for a week: if a wrong backup of the database was restored, the right
# one may still refer to them. Query photos are not backed up, and shoppers are told that they are
# deleted soon.
MEDIA_FOLDERS = (
    MediaFolder(
        pattern=Photo.FOLDER_PATTERN,
        rows=[Photo.objects, RemovedPhoto.objects],
        min_age=timedelta(days=7),
    ),
    MediaFolder(
        pattern=ImportRun.FOLDER_PATTERN, rows=[ImportRun.objects], min_age=timedelta(days=7)
    ),
    MediaFolder(
        pattern=QueryPhotoFile.FOLDER_PATTERN,
        rows=[QueryPhotoFile.objects],
        min_age=timedelta(hours=1),
        always_delete=True,
    ),
)
EXPIRED = "It was checked, but nobody had it imported. Upload it again."
# Uploads that one call deletes.
MAX_DELETED = 100
# Products whose changes one call deletes from journals, and photos with their files.
MAX_FORGOTTEN = 20_000
MAX_PHOTOS_DROPPED = 1_000
# Runs of requests that one call deletes.
MAX_REQUESTS_DELETED = 2_000


@receiver(post_delete, sender=Photo, dispatch_uid="photo_file_follows_its_row")
def _delete_photo(instance: Photo, **_: Any) -> None:
    delete_photo_on_commit(instance.file.name)


@receiver(post_delete, sender=ImportRun, dispatch_uid="import_file_follows_its_row")
@receiver(post_delete, sender=QueryPhotoFile, dispatch_uid="query_photo_file_follows_its_row")
def _delete_file(instance: ImportRun | QueryPhotoFile, **_: Any) -> None:
    delete_file_on_commit(instance.file.name)


@transaction.atomic
def delete_old_uploads() -> int:
    """Delete the files of imports that ended more than SHOP_IMPORT_DAYS ago. Returns how many.

    The runs and their reports stay. An unfinished run keeps its file, however old it is; a checked
    one that nobody has imported is cancelled.
    """
    old = _ended_long_ago().exclude(file="")
    runs = list(old.select_for_update(skip_locked=True)[:MAX_DELETED])
    for run in runs:
        delete_file_on_commit(run.file.name)
    deleted = ImportRun.objects.filter(pk__in=[run.pk for run in runs])
    deleted.filter(state=ImportState.CHECKED).update(
        state=ImportState.CANCELLED, reason=EXPIRED, finished_at=timezone.now()
    )
    deleted.update(file="")
    return len(runs)


def delete_old_journals() -> int:
    """Delete the journals of imports that ended more than SHOP_IMPORT_DAYS ago.

    Returns from how many products changes were deleted. What is left over is for the next call.
    """
    changes = ProductChange.objects.filter(run_id=OuterRef("pk"))
    # One look at the index for each run, however long the journals of others are.
    old = _ended_long_ago().alias(some=Subquery(changes.values("product_id")[:1]))
    forgotten = 0
    for run in old.exclude(some=None).order_by("pk"):
        if forgotten >= MAX_FORGOTTEN or not _drop_photos_of(run):
            break
        forgotten += _forget_changes(run, MAX_FORGOTTEN - forgotten)
    return forgotten


@transaction.atomic
def _drop_photos_of(run: ImportRun) -> bool:
    """Delete the photos that the run has removed, with their files. Returns whether that is all."""
    photos = RemovedPhoto.objects.filter(run=run).values_list("pk", flat=True)
    some = list(photos[:MAX_PHOTOS_DROPPED])
    drop_photos(RemovedPhoto.objects.filter(pk__in=some))
    return len(some) < MAX_PHOTOS_DROPPED


def _forget_changes(run: ImportRun, limit: int) -> int:
    changes = ProductChange.objects.filter(run_id=run.pk).order_by("product_id")
    products = list(changes.values_list("product_id", flat=True)[:limit])
    ProductChange.objects.filter(run_id=run.pk, product_id__in=products).delete()
    return len(products)


def delete_old_requests() -> int:
    """Delete the runs of requests to the REST API that cannot be undone any more.

    A program may send thousands a day. Returns how many. What is left is for the next call.
    """
    changes = ProductChange.objects.filter(run_id=OuterRef("pk"))
    photos = RemovedPhoto.objects.filter(run_id=OuterRef("pk"))
    old = _ended_long_ago().filter(~Exists(changes), ~Exists(photos), dialect=Api.name)
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:MAX_REQUESTS_DELETED])
    ImportRun.objects.filter(pk__in=keys).delete()
    return len(keys)


def _ended_long_ago() -> ImportRunQuerySet:
    before = timezone.now() - timedelta(days=settings.SHOP_IMPORT_DAYS)
    ended = ImportRun.objects.exclude(state__in=(*ACTIVE, ImportState.PAUSED))
    return ended.alias(end=Coalesce("finished_at", "created_at")).filter(end__lt=before)
