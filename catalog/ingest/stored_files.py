"""A stored file is gone when its row is gone, whoever deleted the row. Connected in apps.py."""

from datetime import timedelta
from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from catalog.files.orphans import Kept
from catalog.files.saving import delete_file_on_commit
from catalog.models import ImportRun, Photo, QueryPhotoFile

# A week, within which a wrong backup that was restored can be replaced by the right one. Nobody
# restores shoppers' photos, which are not to be kept longer than was promised.
KEPT = (
    Kept(folder="photos/%Y/%m", rows=Photo.objects, age=timedelta(days=7)),
    Kept(folder="imports/%Y/%m", rows=ImportRun.objects, age=timedelta(days=7)),
    Kept(
        folder="queries/%Y/%m/%d",
        rows=QueryPhotoFile.objects,
        age=timedelta(hours=1),
        surely_ours=True,
    ),
)


@receiver(post_delete, sender=Photo, dispatch_uid="photo_file_follows_its_row")
@receiver(post_delete, sender=ImportRun, dispatch_uid="import_file_follows_its_row")
@receiver(post_delete, sender=QueryPhotoFile, dispatch_uid="query_photo_file_follows_its_row")
def _delete_file(instance: Photo | ImportRun | QueryPhotoFile, **_: Any) -> None:
    delete_file_on_commit(instance.file.name)
