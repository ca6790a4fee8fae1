"""Free space on the disks that the shop writes to."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from django.conf import settings

# A disk is reported as nearly full below this multiple of SHOP_DISK_RESERVE_MB. Below the reserve
# itself, nothing is stored.
NEARLY_FULL_FACTOR = 4
MIN_RESERVE_BYTES = 1024 * 1024
MIN_FREE_FILES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    name: str
    free: int  # bytes
    files: int | None  # free inodes; None if the file system has no limit
    read_only: bool

    @property
    def trouble(self) -> str:
        """What is wrong with the disk; empty if nothing is."""
        reserve = max(settings.SHOP_DISK_RESERVE_BYTES, MIN_RESERVE_BYTES)
        if self.read_only:
            return "read-only"
        if self.free < reserve:
            return "full, nothing is stored any more"
        if self.files is not None and self.files < MIN_FREE_FILES:
            return "almost no room for more files"
        return "nearly full" if self.free < NEARLY_FULL_FACTOR * reserve else ""

    def __str__(self) -> str:
        free = f"{_size(self.free)} free for {self.name}"
        return f"{free}: {self.trouble}" if self.trouble else free


def _size(count: int) -> str:
    return f"{count / 1024**3:.1f} GB" if count >= 1024**3 else f"{count / 1024**2:.0f} MB"


def disks() -> list[Disk]:
    """Return every file system that the shop writes to, once. Raises OSError if one fails."""
    by_device: dict[int, Disk] = {}
    for name, path, written in _storage_folders():
        by_device.setdefault(path.stat().st_dev, _disk(name, path, written=written))
    return list(by_device.values())


def _storage_folders() -> Iterator[tuple[str, Path, bool]]:
    """Yield a name, an existing folder, and whether that folder must be writable.

    SHOP_VAR need not be: in a container it may be read-only.
    """
    for name, path, written in (
        ("photos and uploads", Path(settings.MEDIA_ROOT), True),
        ("SHOP_VAR", Path(settings.SHOP_VAR), False),
    ):
        existing = path.absolute()
        while not existing.exists():
            existing = existing.parent
        yield name, existing, written


def _disk(name: str, path: Path, *, written: bool) -> Disk:
    status = os.statvfs(path)
    return Disk(
        name=name,
        free=status.f_bavail * status.f_frsize,
        files=status.f_favail if status.f_files else None,
        read_only=written and bool(status.f_flag & os.ST_RDONLY),
    )


class DiskProbe:
    """Measures the disks in a thread, as a lost network share may block it for ever."""

    def __init__(self) -> None:
        self.disks: list[Disk] = []
        self.error: OSError | None = None
        self._thread = Thread(target=self._measure, daemon=True)
        self._thread.start()

    def _measure(self) -> None:
        try:
            self.disks = disks()
        except OSError as error:
            self.error = error

    def finished(self, *, within: float) -> bool:
        self._thread.join(within)
        return not self._thread.is_alive()
