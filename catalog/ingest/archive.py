"""A merchant's ZIP: one feed and its photo files, read in place under real-byte limits."""

import hashlib
import lzma
import posixpath
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Self

from catalog.ingest.problems import FeedError

MAX_ENTRIES = 50_000
# zipfile reads the whole directory into objects before anyone can count them.
MAX_DIRECTORY_BYTES = 10 * 1024 * 1024
MAX_TOTAL_BYTES = 8 * 1024**3
_ENDINGS = (".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson", ".xml")
_PERHAPS = (".txt", ".json")  # where there is nothing better
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_END = struct.Struct("<4s4H2LH")  # APPNOTE.TXT 4.3.16, end of central directory record
_ZIP64_LOCATOR_SIZE = 20
# What the usual programs write. bzip2 and LZMA unpack at a tenth of the speed, or keep gigabytes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Everything zipfile and its decompressors raise for damaged or unsupported input.
READ_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


class EntryError(Exception):
    """One file of the archive is missing, broken or too large."""


def is_zip(head: bytes) -> bool:
    return head.startswith(_MAGIC)


@dataclass(slots=True)
class Archive:
    _zip: zipfile.ZipFile
    _folder: str
    _by_name: dict[str, zipfile.ZipInfo]
    feed: zipfile.ZipInfo
    notes: tuple[str, ...]
    _expanded: int = 0
    _counted: set[str] = field(default_factory=set)
    _digests: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, stream: IO[bytes]) -> Self:
        """Raises FeedError for an archive that no honest program makes."""
        archive = _opened(stream)
        # An entry without a name is no file that anybody could name.
        files = [one for one in archive.infolist() if one.filename and not one.is_dir()]
        for entry in files:
            _check_entry(entry)
        feed = _only_feed(files)
        nested = [entry.filename for entry in files if entry.filename.lower().endswith(".zip")]
        notes = tuple(
            f"{name[:100]} inside the ZIP was ignored: unpack it first." for name in nested
        )
        names = {entry.filename.casefold(): entry for entry in files}
        return cls(archive, posixpath.dirname(feed.filename), names, feed, notes[:10])

    def copy_feed(self, target: IO[bytes], *, limit: int) -> None:
        for chunk in self._feed_chunks():
            if target.tell() + len(chunk) > limit:
                raise FeedError(f"The table unzips to more than {limit // 1024**2} MB.")
            target.write(chunk)

    def feed_head(self, size: int) -> bytes:
        """Its first bytes."""
        return next(self._feed_chunks(size), b"")

    def _feed_chunks(self, size: int = 1 << 20) -> Iterator[bytes]:
        try:
            with self._zip.open(self.feed) as stream:
                while chunk := stream.read(size):
                    yield chunk
        except READ_ERRORS as error:
            raise FeedError(f"{self.feed.filename[:100]} in the ZIP is damaged: {error}") from error

    def find(self, name: str) -> str | None:
        """The entry a photo cell names, from the feed's own folder or from the root."""
        plain = posixpath.normpath(name.replace("\\", "/").lstrip("/"))
        for candidate in (posixpath.join(self._folder, plain), plain):
            if entry := self._by_name.get(candidate.casefold()):
                return entry.filename
        return None

    def read(self, entry_name: str, *, limit: int) -> bytes:
        """Real bytes are counted: the sizes an archive states may lie."""
        try:
            with self._zip.open(entry_name) as stream:
                data = stream.read(limit + 1)
        except READ_ERRORS as error:
            raise EntryError(f"{entry_name[:100]} in the ZIP is damaged: {error}") from error
        if len(data) > limit:
            raise EntryError(f"{entry_name[:100]} is larger than {limit // 1024**2} MB.")
        self._count(entry_name, len(data))
        return data

    def sha256(self, entry_name: str, *, limit: int) -> str:
        """Hex digest of an entry's bytes. Many rows may name one photo: it is read once."""
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
            raise FeedError(f"The ZIP expands to more than {MAX_TOTAL_BYTES // 1024**3} GB.")


def is_workbook(stream: IO[bytes]) -> bool:
    """Whether this ZIP is an Excel file. Raises FeedError for an archive that is damaged."""
    with _opened(stream) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _opened(stream: IO[bytes]) -> zipfile.ZipFile:
    check_directory(stream)
    try:
        return zipfile.ZipFile(stream)
    except READ_ERRORS as error:
        raise FeedError(f"The ZIP file is damaged ({error}). Zip the catalog again.") from error


def check_directory(stream: IO[bytes]) -> None:
    """Entry count and directory size from the end record, before zipfile allocates for them."""
    size = stream.seek(0, 2)
    start = max(0, size - _END.size - 0xFFFF - _ZIP64_LOCATOR_SIZE)
    stream.seek(start)
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise FeedError("The ZIP file is incomplete. Upload it again.")
    _, _, _, _, entries, directory, _, _ = _END.unpack_from(tail, at)
    # A ZIP64 locator in front would override these numbers; below the limits nobody needs one.
    if tail[max(0, at - _ZIP64_LOCATOR_SIZE) : at].startswith(b"PK\x06\x07"):
        entries = MAX_ENTRIES + 1
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY_BYTES:
        raise FeedError(f"The ZIP holds more than {MAX_ENTRIES:,} files. Split the catalog.")
    stream.seek(0)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
        raise FeedError(f'The ZIP names a path outside itself: "{entry.filename[:100]}".')
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise FeedError(f'The ZIP holds a symbolic link: "{name[:100]}". Zip the file itself.')
    if entry.flag_bits & 0x1:
        raise FeedError("The ZIP is protected with a password. Zip it without one.")
    if entry.compress_type not in _METHODS:
        raise FeedError(
            f'"{name[:100]}" is packed in an unusual way. Zip the catalog with your system\'s own '
            "program, or choose Deflate."
        )


def _only_feed(files: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    feeds = list(_named(files, *_ENDINGS)) or list(_named(files, *_PERHAPS))
    if not feeds:
        raise FeedError("The ZIP holds no table (.csv, .tsv, .xlsx, .jsonl or .xml).")
    if len(feeds) > 1:
        names = ", ".join(entry.filename[:60] for entry in feeds[:5])
        raise FeedError(f"The ZIP must hold one table, but holds {len(feeds)}: {names}.")
    return feeds[0]


def _named(files: list[zipfile.ZipInfo], *endings: str) -> Iterator[zipfile.ZipInfo]:
    for entry in files:
        # What macOS adds to every ZIP is nobody's feed.
        hidden = entry.filename.startswith("__MACOSX/") or "/." in f"/{entry.filename}"
        if not hidden and entry.filename.lower().endswith(endings):
            yield entry
