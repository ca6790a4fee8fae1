"""Errors of the disk, told apart from errors in what is written."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

# Full, over quota, read-only, broken, a lost network share, over the file size limit. The operator
# must act; the file being stored is not at fault.
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
    """None if the error is not the disk's."""
    if isinstance(error, StorageError):
        return error
    if isinstance(error, OSError) and error.errno in DISK_ERRORS:
        return StorageError.of(error)
    return None


@contextmanager
def raising_storage_errors() -> Iterator[None]:
    """Raises StorageError for any error of the operating system or SQLite in the body."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise StorageError.of(error) from error
