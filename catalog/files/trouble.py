"""A disk that is full or fails, told by its error, whoever was writing."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

# Not ours to mend, and no fault of what was sent: full, quota, read-only, broken, share gone.
DISK_ERRORS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ESTALE, errno.EFBIG}
)


class StorageTrouble(Exception):
    """The disk is full or fails, and nothing was stored. The message names the cause in short."""

    @classmethod
    def of(cls, error: Exception) -> "StorageTrouble":
        said = error.strerror if isinstance(error, OSError) else None
        return cls(said or str(error) or type(error).__name__)


def disk_trouble(error: BaseException) -> StorageTrouble | None:
    """None for what is no disk's fault."""
    if isinstance(error, StorageTrouble):
        return error
    if isinstance(error, OSError) and error.errno in DISK_ERRORS:
        return StorageTrouble.of(error)
    return None


@contextmanager
def storing() -> Iterator[None]:
    """Whatever the operating system or SQLite refuses in here is StorageTrouble."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise StorageTrouble.of(error) from error
