"""File locks that the kernel releases when their holder ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """flock(2) on a file. Not inherited by programs that the holder starts."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def share(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_SH)

    def hold(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_EX)

    def try_share(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def try_hold(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def close(self) -> None:
        """Release it."""
        os.close(self._fd)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self._fd, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def held(path: Path) -> Iterator[None]:
    lock = FileLock(path)
    try:
        lock.hold()
        yield
    finally:
        lock.close()


def is_held(path: Path) -> bool:
    """Whether somebody holds it exclusively."""
    lock = FileLock(path)
    try:
        return not lock.try_share()
    finally:
        lock.close()


def is_used(path: Path) -> bool:
    """Whether somebody shares it."""
    lock = FileLock(path)
    try:
        return lock.try_share() and not lock.try_hold()
    finally:
        lock.close()
