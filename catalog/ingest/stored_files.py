"""A stored file is gone when its row is gone, whoever deleted the row. Connected in apps.py."""

from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from catalog.models import ImportRun, Photo


def delete_file_on_commit(name: str | None) -> None:
    """Not before: a rollback would bring back a row whose file is gone."""
    if name:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


@receiver(post_delete, sender=Photo, dispatch_uid="photo_file_follows_its_row")
@receiver(post_delete, sender=ImportRun, dispatch_uid="import_file_follows_its_row")
def _delete_file(instance: Photo | ImportRun, **_: Any) -> None:
    delete_file_on_commit(instance.file.name)
