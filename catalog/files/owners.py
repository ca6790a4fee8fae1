"""Files that root stores are the account's that the shop runs as."""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class OwnersStorage(FileSystemStorage):
    """What a command of root stores belongs to whom the folder belongs to: the account that the
    web server and the workers run as, which else could not add to it or delete it."""

    def _save(self, name: str, content: "File[Any]") -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # the stubs lack it
        if os.geteuid() == 0:
            hand_over(Path(self.location), saved)
        return saved


def hand_over(location: Path, name: str) -> None:
    """The file, and the folders that were made for it. Raises SuspiciousFileOperation for a link,
    by which the owner would be given what lies elsewhere."""
    owner, path = location.stat(), location
    for part in Path(name).parts:
        path /= part
        if path.is_symlink():
            raise SuspiciousFileOperation(f"{path} is a link.")
        if path.stat().st_uid != owner.st_uid:
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
