"""The media folder: room kept free, and nobody else's eyes on shoppers' and merchants' files."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File

from catalog.files.owners import OwnersStorage

# Product photos and the demo are public anyway: a web server in front may serve these.
PRIVATE = frozenset({"queries", "imports"})


class MediaStorage(OwnersStorage):
    def save(
        self, name: str | None, content: "IO[Any] | File[Any]", max_length: int | None = None
    ) -> str:
        """Raises OSError where less than SHOP_DISK_RESERVE_MB would be left."""
        self._keep_reserve(getattr(content, "size", 0))
        folder = PurePosixPath(name or "").parts[:1]
        if PRIVATE.isdisjoint(folder):
            return super().save(name, content, max_length)
        self._close_folder(*folder)
        saved = super().save(name, content, max_length)
        Path(self.path(saved)).chmod(0o600)
        return saved

    def _keep_reserve(self, size: int) -> None:
        """The database and the queue often live on the same disk, and stop where it is full."""
        if settings.SHOP_DISK_RESERVE_BYTES:
            Path(self.location).mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(self.location).free - size < settings.SHOP_DISK_RESERVE_BYTES:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _close_folder(self, folder: str) -> None:
        """Closing the uppermost closes all below, also what was stored before this was done."""
        path = Path(self.path(folder))
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_mode & 0o077:
            # Another account's: only that one can, and does when it stores something.
            with suppress(PermissionError):
                path.chmod(0o700)
