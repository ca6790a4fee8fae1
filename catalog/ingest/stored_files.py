"""A stored file is gone when its row is gone, whoever deleted the row. Connected in apps.py."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from catalog.files.saving import delete_file_on_commit
from catalog.models import ImportRun, Photo, QueryPhotoFile


@receiver(post_delete, sender=Photo, dispatch_uid="photo_file_follows_its_row")
@receiver(post_delete, sender=ImportRun, dispatch_uid="import_file_follows_its_row")
@receiver(post_delete, sender=QueryPhotoFile, dispatch_uid="query_photo_file_follows_its_row")
def _delete_file(instance: Photo | ImportRun | QueryPhotoFile, **_: Any) -> None:
    delete_file_on_commit(instance.file.name)
