"""Errors of the disk, told apart from errors in what is written."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

# The disk is full, over quota, read-only, broken or no longer mounted, or limits the size of files.
# The operator must act; the file being stored is not at fault.
DISK_ERRORS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ESTALE, errno.EFBIG}
)


class StorageError(Exception):
    """The disk is full or broken, and nothing was stored. The message names the cause briefly."""

    @classmethod
    def of(cls, error: Exception) -> "StorageError":
        reason = error.strerror if isinstance(error, OSError) else None
        return cls(reason or str(error) or type(error).__name__)


def as_storage_error(error: BaseException) -> StorageError | None:
    """Return an error of the disk as a StorageError, and None for any other error."""
    if isinstance(error, StorageError):
        return error
    if isinstance(error, OSError) and error.errno in DISK_ERRORS:
        return StorageError.of(error)
    return None


@contextmanager
def raising_storage_errors() -> Iterator[None]:
    """Turn errors of the operating system or SQLite in the body into StorageError."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise StorageError.of(error) from error
