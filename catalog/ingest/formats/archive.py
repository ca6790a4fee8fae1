"""A merchant's ZIP: one feed and its photo files, read in place and within limits."""

import hashlib
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Self

from catalog.ingest.formats.entry_names import AmbiguousName, EntryNames
from catalog.ingest.formats.zip_checks import READ_ERRORS, check_entry, open_zip
from catalog.ingest.problems import FeedError

MAX_TOTAL_BYTES = 8 * 1024**3
_FEED_SUFFIXES = (".csv", ".tsv", ".xlsx", ".ods", ".jsonl", ".ndjson", ".xml")
# Used only if no file has one of the suffixes above.
_FALLBACK_SUFFIXES = (".txt", ".json")
_DAMAGED = "{} in the ZIP is damaged ({}). Zip it again."


class EntryError(Exception):
    """A file in the archive is missing, damaged, too large or not the only one of its name."""


@dataclass(slots=True)
class Archive:
    _zip: zipfile.ZipFile
    _folder: str
    _names: EntryNames
    feed: zipfile.ZipInfo
    notes: tuple[str, ...]
    _expanded: int = 0
    _counted: set[str] = field(default_factory=set)
    _digests: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, stream: IO[bytes]) -> Self:
        """Open a ZIP. Raises FeedError if it is damaged, unsafe or without exactly one feed."""
        archive = open_zip(stream)
        # Nothing can refer to an entry without a name.
        files = [entry for entry in archive.infolist() if entry.filename and not entry.is_dir()]
        for entry in files:
            check_entry(entry)
        feed = _only_feed(files)
        nested = [entry.filename for entry in files if entry.filename.lower().endswith(".zip")]
        notes = tuple(
            f"{name[:100]} inside the ZIP was ignored. Unpack it, and zip its files instead."
            for name in nested
        )
        names = EntryNames.of(entry.filename for entry in files)
        folder = posixpath.dirname(feed.filename.replace("\\", "/"))
        return cls(archive, folder, names, feed, notes[:10])

    def copy_feed(self, target: IO[bytes], *, limit: int) -> None:
        for chunk in self._feed_chunks():
            if target.tell() + len(chunk) > limit:
                raise FeedError(
                    f"The table unzips to more than {limit // 1024**2} MB. Split the catalog."
                )
            target.write(chunk)

    def feed_head(self, size: int) -> bytes:
        """Return at most `size` bytes from the start of the feed."""
        return next(self._feed_chunks(size), b"")

    def _feed_chunks(self, size: int = 1 << 20) -> Iterator[bytes]:
        try:
            with self._zip.open(self.feed) as stream:
                while chunk := stream.read(size):
                    yield chunk
        except READ_ERRORS as error:
            raise FeedError(_DAMAGED.format(self.feed.filename[:100], error)) from error

    def find(self, name: str) -> str | None:
        """Return the name of the entry at a path from the feed's folder or the root, if any.

        Raises EntryError if several entries differ from the path in spelling only.
        """
        plain = posixpath.normpath(name.replace("\\", "/").lstrip("/"))
        try:
            return self._names.find(posixpath.join(self._folder, plain), plain)
        except AmbiguousName as error:
            alike = ", ".join(entry[:80] for entry in error.names[:5])
            raise EntryError(
                f'Photo "{name[:80]}" could be any of these files in the ZIP: {alike}. Spell its '
                "name exactly as in the ZIP, with its folder."
            ) from error

    def read(self, entry_name: str, *, limit: int) -> bytes:
        """Read an entry, and count its bytes, since the sizes in the directory can be false.

        Raises EntryError, and FeedError if the archive expands to more than MAX_TOTAL_BYTES.
        """
        try:
            with self._zip.open(entry_name) as stream:
                data = stream.read(limit + 1)
        except READ_ERRORS as error:
            raise EntryError(_DAMAGED.format(entry_name[:100], error)) from error
        if len(data) > limit:
            raise EntryError(
                f"{entry_name[:100]} is larger than {limit // 1024**2} MB. Use a smaller file."
            )
        self._count(entry_name, len(data))
        return data

    def sha256(self, entry_name: str, *, limit: int) -> str:
        """Return the hex digest of an entry, cached because many rows may share a photo."""
        if entry_name not in self._digests:
            data = self.read(entry_name, limit=limit)
            self._digests[entry_name] = hashlib.sha256(data).hexdigest()
        return self._digests[entry_name]

    def _count(self, entry_name: str, size: int) -> None:
        if entry_name in self._counted:
            return
        self._counted.add(entry_name)
        self._expanded += size
        if self._expanded > MAX_TOTAL_BYTES:
            raise FeedError(
                f"The ZIP expands to more than {MAX_TOTAL_BYTES // 1024**3} GB. Split the catalog."
            )


def _only_feed(files: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    feeds = _visible(files, _FEED_SUFFIXES) or _visible(files, _FALLBACK_SUFFIXES)
    if not feeds:
        raise FeedError(
            "The ZIP holds no table (.csv, .tsv, .xlsx, .ods, .jsonl or .xml). Add one."
        )
    if len(feeds) > 1:
        names = ", ".join(entry.filename[:60] for entry in feeds[:5])
        raise FeedError(
            f"The ZIP must hold one table, but holds {len(feeds)}: {names}. Remove the others."
        )
    return feeds[0]


def _visible(files: list[zipfile.ZipInfo], suffixes: tuple[str, ...]) -> list[zipfile.ZipInfo]:
    return [
        entry
        for entry in files
        if entry.filename.lower().endswith(suffixes) and not _is_hidden(entry.filename)
    ]


def _is_hidden(name: str) -> bool:
    """Whether this is a hidden file, or metadata that macOS adds to every ZIP."""
    return name.startswith("__MACOSX/") or "/." in f"/{name}"
