"""Checks of a ZIP before anything in it is read: size, paths, compression."""

import lzma
import stat
import struct
import zipfile
import zlib
from typing import IO

from catalog.ingest.problems import FeedError

MAX_ENTRIES = 50_000
# zipfile loads the whole directory before its entries can be counted.
MAX_DIRECTORY_BYTES = 10 * 1024 * 1024
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_END = struct.Struct("<4s4H2LH")  # APPNOTE.TXT 4.3.16, end of central directory record
_ZIP64_LOCATOR_SIZE = 20
_ODS_ENTRIES = frozenset({"mimetype", "content.xml"})
_OTHER_WORKBOOKS = {
    "xl/workbook.bin": "a binary Excel workbook (.xlsb)",
    "Index/Document.iwa": "an Apple Numbers file",
}
# All that common programs use. bzip2 unpacks at a tenth of the speed; LZMA can need gigabytes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile and its decompressors raise for damaged or unsupported input.
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


def is_zip(stream: IO[bytes]) -> bool:
    """Whether this is a ZIP, as a workbook is too. Changes the stream's position."""
    stream.seek(0)
    return stream.read(8).startswith(_MAGIC)


def is_workbook(stream: IO[bytes]) -> bool:
    """Whether this ZIP is a workbook, XLSX or ODS.

    Raises FeedError if it is damaged, or a workbook of another kind.
    """
    with open_zip(stream) as archive:
        names = set(archive.namelist())
    for name, kind in _OTHER_WORKBOOKS.items():
        if name in names:
            raise FeedError(f"This is {kind}. Open it and save it as .xlsx or CSV.")
    return "xl/workbook.xml" in names or names >= _ODS_ENTRIES


def open_zip(stream: IO[bytes]) -> zipfile.ZipFile:
    """Open a ZIP after a check of its directory. Raises FeedError."""
    check_directory(stream)
    try:
        return zipfile.ZipFile(stream)
    except READ_ERRORS as error:
        raise FeedError(f"The ZIP file is damaged ({error}). Zip the catalog again.") from error


def check_directory(stream: IO[bytes]) -> None:
    """Check entry count and directory size in the end record, before zipfile loads the directory.

    Raises FeedError.
    """
    size = stream.seek(0, 2)
    start = max(0, size - _END.size - 0xFFFF - _ZIP64_LOCATOR_SIZE)
    stream.seek(start)
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or end + _END.size > len(tail):
        raise FeedError("The ZIP file is incomplete. Upload it again.")
    _, _, _, _, entries, directory, _, _ = _END.unpack_from(tail, end)
    # A ZIP64 locator before the end record would override these numbers. No ZIP within
    # the limits needs one.
    if tail[max(0, end - _ZIP64_LOCATOR_SIZE) : end].startswith(b"PK\x06\x07"):
        entries = MAX_ENTRIES + 1
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY_BYTES:
        raise FeedError(f"The ZIP holds more than {MAX_ENTRIES:,} files. Split the catalog.")
    stream.seek(0)


def check_entry(entry: zipfile.ZipInfo) -> None:
    """Raise FeedError for a path outside the archive, a link, encryption or slow compression."""
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
        raise FeedError(
            f'The ZIP names a path outside itself: "{entry.filename[:100]}". Use relative paths.'
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise FeedError(f'The ZIP holds a symbolic link: "{name[:100]}". Zip the file itself.')
    if entry.flag_bits & 0x1:
        raise FeedError("The ZIP is protected with a password. Zip it without one.")
    if entry.compress_type not in _METHODS:
        raise FeedError(
            f'"{name[:100]}" is compressed by an unusual method. Zip the catalog with '
            "your system's own program, or choose Deflate."
        )
