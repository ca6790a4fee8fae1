"""Saves files in the media storage, whole or not at all, and deletes them."""

from contextlib import suppress
from functools import partial
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from catalog.files.storage_error import StorageError


def save_file(name: str, content: "File[Any]") -> str:
    """Save a file. Returns its name in the storage. `name` must be unique. Raises StorageError."""
    try:
        return default_storage.save(name, content)
    except OSError as error:
        # Django leaves a partly written file behind.
        discard_file(name)
        raise StorageError.of(error) from error


def discard_file(name: str) -> None:
    """Delete a file whose row was not written. If that fails, it is swept later as an orphan."""
    with suppress(OSError):
        default_storage.delete(name)


def delete_file_on_commit(name: str | None) -> None:
    """Delete a file after the commit, since a rollback would restore a row that refers to it."""
    if name:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)
