"""Files that no row names: what a killed import, a lost commit or a full disk leaves behind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db.models import Manager
from django.utils import timezone

# As they are named here, perhaps with what the storage appends where a name is taken.
NAME = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}(?:_\w{7})?(?:\.jpg)?")
# Names in one question to the database: it finds them in one pass over its table.
AT_ONCE = 20_000
# A folder of a day or a month in which something may still be stored is not removed.
STILL_USED = timedelta(days=2)
UNKNOWN = (
    "No row names even one of its files, so they are left alone. Is this the right database? "
    "If so, delete the folder."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where the files of a model lie, each named by the field `file` of a row."""

    folder: str  # as "photos/%Y/%m"
    rows: "Manager[Any]"
    # A younger file may belong to a transaction that has not ended.
    age: timedelta
    # Whether files go although no row names even one of their folder. Then the database may be
    # another shop's, or one whose backup has still to be restored.
    surely_ours: bool = False

    @property
    def root(self) -> str:
        return self.folder.split("/")[0]

    def folders(self) -> list[str]:
        """Those that there are, the oldest first."""
        found = [self.root]
        for _ in range(self.folder.count("/")):
            found = [f"{one}/{name}" for one in found for name in _dated_folders(one)]
        return sorted(found)

    def is_past(self, folder: str) -> bool:
        return folder < f"{timezone.now() - STILL_USED:{self.folder}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    folder: str
    orphans: tuple[str, ...]
    # Not one file of the folder is named by a row: they are left alone.
    unknown: bool

    def delete(self) -> int:
        gone = () if self.unknown else self.orphans
        for name in gone:
            default_storage.delete(name)
        return len(gone)


def find_orphans(kept: Kept, folder: str) -> Found:
    """Of one folder. What others put there, under names of theirs, is no orphan."""
    names = iter([name for name in _listed(folder)[1] if NAME.fullmatch(name)])
    unnamed: list[str] = []
    known = kept.surely_ours
    while chunk := [f"{folder}/{name}" for name in islice(names, AT_ONCE)]:
        named = set(kept.rows.filter(file__in=chunk).values_list("file", flat=True))
        known = known or bool(named)
        unnamed += [name for name in chunk if name not in named]
    old = tuple(name for name in unnamed if _is_older(name, kept.age))
    return Found(folder=folder, orphans=old, unknown=not known)


def sweep_next_folder(kept: Kept) -> Found | None:
    """Delete the orphans of the folder after the one swept last; None where there is none.

    One at a time, so that a million files are never all listed at once.
    """
    folders, key = kept.folders(), f"swept-{kept.root}"
    if not folders:
        return None
    last = cache.get(key, "")
    folder = next((one for one in folders if one > last), folders[0])
    cache.set(key, folder, timeout=None)
    found = find_orphans(kept, folder)
    found.delete()
    if kept.is_past(folder) and _listed(folder) == ([], []):
        default_storage.delete(folder)
    return found


def _dated_folders(folder: str) -> Iterator[str]:
    yield from (name for name in _listed(folder)[0] if name.isdecimal())


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Folders and files in it."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _is_older(name: str, age: timedelta) -> bool:
    try:
        return default_storage.get_modified_time(name) < timezone.now() - age
    except FileNotFoundError:
        return False
