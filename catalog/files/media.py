"""The storage of media files: disk space kept free, private folders, and the files' owner."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

# Top folders. A front web server may serve the others, with product photos and the demo.
PRIVATE = frozenset({"queries", "imports"})


class OwnersStorage(FileSystemStorage):
    """Gives files that root stores to the owner of the media folder.

    The web server and the workers run as that account. They could neither delete files of root nor
    store files in folders of root.
    """

    def _save(self, name: str, content: "File[Any]") -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # the stubs lack it
        if os.geteuid() == 0:
            _hand_over(Path(self.location), saved)
        return saved


class MediaStorage(OwnersStorage):
    def save(
        self, name: str | None, content: "IO[Any] | File[Any]", max_length: int | None = None
    ) -> str:
        """Store a file. In a private folder, only the shop's account can read it.

        Raises OSError if less than SHOP_DISK_RESERVE_MB would stay free.
        """
        self._check_reserve(getattr(content, "size", 0))
        folder = PurePosixPath(name or "").parts[:1]
        if PRIVATE.isdisjoint(folder):
            return super().save(name, content, max_length)
        self._make_private(*folder)
        saved = super().save(name, content, max_length)
        Path(self.path(saved)).chmod(0o600)
        return saved

    def _check_reserve(self, size: int) -> None:
        """Raise OSError if a file of this size would use up the disk reserve.

        The database and the queue are often on the same disk, and stop when it is full.
        """
        if settings.SHOP_DISK_RESERVE_BYTES:
            Path(self.location).mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(self.location).free - size < settings.SHOP_DISK_RESERVE_BYTES:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _make_private(self, folder: str) -> None:
        """Create or close a top folder, which also protects the files that are in it already."""
        path = Path(self.path(folder))
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_mode & 0o077:
            # Another account owns the folder, and closes it when it stores a file itself.
            with suppress(PermissionError):
                path.chmod(0o700)


def _hand_over(location: Path, name: str) -> None:
    """Give the file and its folders to the owner of `location`.

    Raises SuspiciousFileOperation for a link, which could give away a file elsewhere.
    """
    owner, path = location.stat(), location
    for part in Path(name).parts:
        path /= part
        if path.is_symlink():
            raise SuspiciousFileOperation(f"{path} is a link.")
        if path.stat().st_uid != owner.st_uid:
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
