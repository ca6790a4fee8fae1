"""Full and failing disks: a real file system where mounting is allowed, and substitutes."""

import errno
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pytest
from django.core.files.storage import FileSystemStorage

# Errors of writing to a disk, a quota or a network share.
ERRORS = {"ENOSPC": errno.ENOSPC, "EDQUOT": errno.EDQUOT, "EROFS": errno.EROFS, "EIO": errno.EIO}


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Mount a file system of 256 kB at `folder`. Yield whether that was allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=256k,mode=0777", "tmpfs", str(folder)]
    mounted = os.getuid() == 0 and _succeeds(command)
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Limit the size of files, as a substitute where no disk can be mounted."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def fill(folder: Path, *, but: int = 0) -> None:
    """Fill the disk with another file, except for `but` bytes."""
    with (folder / "others").open("wb", buffering=0) as file:
        with suppress(OSError):
            while True:
                file.write(bytes(4096))
        file.truncate(file.tell() - but)


def fail_to_save(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def fail(self: FileSystemStorage, name: str, content: IO[Any]) -> str:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(FileSystemStorage, "_save", fail)


def write_to_dev_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the storage write to /dev/full: a real ENOSPC where no disk can be mounted."""

    def save(self: FileSystemStorage, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        with Path("/dev/full").open("wb") as file:
            file.writelines(content.chunks())
        return name

    monkeypatch.setattr(FileSystemStorage, "_save", save)
