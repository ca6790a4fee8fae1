"""Feeds that were packed with gzip."""

import gzip
import zlib
from collections.abc import Iterator
from typing import IO, Final

from catalog.ingest.problems import FeedError

_MAGIC: Final = b"\x1f\x8b"
_CHUNK: Final = 1 << 20


def is_gzip(stream: IO[bytes]) -> bool:
    """Whether this is a gzip file. Changes the stream's position."""
    stream.seek(0)
    return stream.read(len(_MAGIC)) == _MAGIC


def unpack_gzip(stream: IO[bytes], target: IO[bytes], *, limit: int) -> None:
    """Raises FeedError if the file is damaged, or unpacks to more than `limit` bytes."""
    for chunk in _chunks(stream, _CHUNK):
        if target.tell() + len(chunk) > limit:
            raise FeedError(
                f"The file unpacks to more than {limit // 1024**2} MB. Split the catalog."
            )
        target.write(chunk)


def gzip_head(stream: IO[bytes], size: int) -> bytes:
    """Return at most `size` bytes from the start of what is packed. Raises FeedError."""
    return next(_chunks(stream, size), b"")


def _chunks(stream: IO[bytes], size: int) -> Iterator[bytes]:
    stream.seek(0)
    try:
        with gzip.GzipFile(fileobj=stream) as packed:
            while chunk := packed.read(size):
                yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FeedError(
            f"The gzip file is damaged ({error}). Pack the catalog again, or upload it unpacked."
        ) from error
