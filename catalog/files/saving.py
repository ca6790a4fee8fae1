"""Files in the media storage: stored whole, or not at all."""

from contextlib import suppress
from functools import partial
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from catalog.files.trouble import StorageTrouble


def save_file(name: str, content: "File[Any]") -> str:
    """The name under which it is stored. `name` is random: nobody else's. Raises StorageTrouble."""
    try:
        return default_storage.save(name, content)
    except OSError as error:
        # What was written before the disk was full would stay, as nobody's.
        discard_file(name)
        raise StorageTrouble.of(error) from error


def discard_file(name: str) -> None:
    """Of a row that was not written. What cannot be deleted now is left to files/orphans.py."""
    with suppress(OSError):
        default_storage.delete(name)


def delete_file_on_commit(name: str | None) -> None:
    """Not before: a rollback would bring back a row whose file is gone."""
    if name:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)
