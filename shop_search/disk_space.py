"""How much room there is on the disks that the shop stores to."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from django.conf import settings

# Times SHOP_DISK_RESERVE_MB, below which nothing is stored: with less, it is time to make room.
NEARLY = 4
LEAST = 1024 * 1024
FEW_FILES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    name: str
    free: int  # bytes
    files: int | None  # that may still be made; None where there is no limit
    read_only: bool

    @property
    def trouble(self) -> str:
        """Empty where all is well."""
        reserve = max(settings.SHOP_DISK_RESERVE_BYTES, LEAST)
        if self.read_only:
            return "read-only"
        if self.free < reserve:
            return "full, nothing is stored any more"
        if self.files is not None and self.files < FEW_FILES:
            return "room for hardly any file more"
        return "nearly full" if self.free < NEARLY * reserve else ""

    def __str__(self) -> str:
        told = f"{_size(self.free)} free for {self.name}"
        return f"{told}: {self.trouble}" if self.trouble else told


def _size(count: int) -> str:
    return f"{count / 1024**3:.1f} GB" if count >= 1024**3 else f"{count / 1024**2:.0f} MB"


def disks() -> list[Disk]:
    """Each once. Raises OSError."""
    found: dict[int, Disk] = {}
    for name, path, written in _places():
        found.setdefault(path.stat().st_dev, _disk(name, path, written=written))
    return list(found.values())


def _places() -> Iterator[tuple[str, Path, bool]]:
    """Name, an existing folder, and whether it must be writable: in a container, only a part of
    SHOP_VAR may be.
    """
    for name, path, written in (
        ("photos and uploads", Path(settings.MEDIA_ROOT), True),
        ("SHOP_VAR", Path(settings.SHOP_VAR), False),
    ):
        there = path.absolute()
        while not there.exists():
            there = there.parent
        yield name, there, written


def _disk(name: str, path: Path, *, written: bool) -> Disk:
    found = os.statvfs(path)
    return Disk(
        name=name,
        free=found.f_bavail * found.f_frsize,
        files=found.f_favail if found.f_files else None,
        read_only=written and bool(found.f_flag & os.ST_RDONLY),
    )


class Look:
    """At the disks, in a thread of its own: a share that is gone may never answer."""

    def __init__(self) -> None:
        self.found: list[Disk] = []
        self.error: OSError | None = None
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        try:
            self.found = disks()
        except OSError as error:
            self.error = error

    def has_ended(self, *, within: float) -> bool:
        self._thread.join(within)
        return not self._thread.is_alive()
