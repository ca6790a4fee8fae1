"""Orphans: stored files without a row, left by a killed import, a lost commit or a full disk."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db.models import Manager
from django.utils import timezone

from catalog.files.renditions import original_of

# The random names of stored files, with the suffix that the storage adds to a name already taken,
# and those of their renditions.
NAME = re.compile(
    r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}(?:_\w{7})?(?:\.jpg)?(?:\.\d+\.webp)?"
)
# Names per query. Postgres looks them up in one pass over the table.
CHUNK = 20_000
# An empty folder of a recent day or month stays, because a file may be stored in it at any moment.
IN_USE = timedelta(days=2)
UNKNOWN_FOLDER = (
    "No row refers to any file in this folder, so its files are kept. Is this the right database? "
    "If so, delete the folder."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFolder:
    """The dated folders with the files of one or several models."""

    pattern: str  # of strftime, for example "photos/%Y/%m"
    rows: "Sequence[Manager[Any]]"  # with the name of their file in the field `file`
    # A younger file may belong to an open transaction.
    min_age: timedelta
    # Delete orphans even if no row refers to any file of their folder. By default they are kept,
    # since the database may be another shop's, or wait for its backup to be restored.
    always_delete: bool = False

    @property
    def root(self) -> str:
        return self.pattern.split("/")[0]

    def folders(self) -> list[str]:
        """Return the existing dated folders, oldest first."""
        folders = [self.root]
        for _ in range(self.pattern.count("/")):
            folders = [f"{parent}/{name}" for parent in folders for name in _dated_folders(parent)]
        return sorted(folders)

    def is_past(self, folder: str) -> bool:
        return folder < f"{timezone.now() - IN_USE:{self.pattern}}"

    def referenced(self, names: Collection[str]) -> set[str]:
        """Return those of these files that a row refers to, by one query."""
        first, *others = (
            rows.filter(file__in=names).order_by().values_list("file", flat=True)
            for rows in self.rows
        )
        return set(first.union(*others) if others else first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphans:
    folder: str
    names: tuple[str, ...]
    is_unknown: bool  # no row refers to any file of the folder

    def delete(self) -> int:
        """Delete these files unless the folder is unknown. Returns how many were deleted."""
        names = () if self.is_unknown else self.names
        for name in names:
            default_storage.delete(name)
        return len(names)


def find_orphans(media: MediaFolder, folder: str) -> Orphans:
    """Find the orphans of one dated folder, ignoring files with names that the shop never gives."""
    files = iter([name for name in _listdir(folder)[1] if NAME.fullmatch(name)])
    unreferenced: list[str] = []
    is_known = media.always_delete
    while chunk := [f"{folder}/{name}" for name in islice(files, CHUNK)]:
        referenced = media.referenced({original_of(name) for name in chunk})
        is_known = is_known or bool(referenced)
        unreferenced += [name for name in chunk if original_of(name) not in referenced]
    old = tuple(name for name in unreferenced if _is_older(name, media.min_age))
    return Orphans(folder=folder, names=old, is_unknown=not is_known)


def sweep_next_folder(media: MediaFolder) -> Orphans | None:
    """Delete the orphans of one dated folder. Each call takes the next, and starts over at the end.

    Returns the orphans, or None if there are no folders. Sweeps only one folder, so that a million
    files are never listed at once.
    """
    folders, key = media.folders(), f"swept-{media.root}"
    if not folders:
        return None
    last = cache.get(key, "")
    folder = next((name for name in folders if name > last), folders[0])
    cache.set(key, folder, timeout=None)
    orphans = find_orphans(media, folder)
    orphans.delete()
    if media.is_past(folder) and _listdir(folder) == ([], []):
        default_storage.delete(folder)
    return orphans


def _dated_folders(folder: str) -> Iterator[str]:
    yield from (name for name in _listdir(folder)[0] if name.isdecimal())


def _listdir(folder: str) -> tuple[list[str], list[str]]:
    """Return the names of its subfolders and of its files, none if it does not exist."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _is_older(name: str, age: timedelta) -> bool:
    try:
        return default_storage.get_modified_time(name) < timezone.now() - age
    except FileNotFoundError:
        return False
