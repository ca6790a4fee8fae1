"""File locks that the kernel releases when their process ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """flock(2) on a file. Child programs do not inherit it."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def lock_shared(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_SH)

    def lock_exclusive(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_EX)

    def try_lock_shared(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def try_lock_exclusive(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def close(self) -> None:
        """Release the lock."""
        os.close(self._fd)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self._fd, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    lock = FileLock(path)
    try:
        lock.lock_exclusive()
        yield
    finally:
        lock.close()


def is_locked_exclusively(path: Path) -> bool:
    """Whether any process holds the exclusive lock."""
    lock = FileLock(path)
    try:
        return not lock.try_lock_shared()
    finally:
        lock.close()


def is_locked_shared(path: Path) -> bool:
    """Whether any process holds a shared lock."""
    lock = FileLock(path)
    try:
        return lock.try_lock_shared() and not lock.try_lock_exclusive()
    finally:
        lock.close()
