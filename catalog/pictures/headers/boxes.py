"""Boxes within boxes, as HEIC, AVIF and MP4 files are made (ISO 14496-12)."""

import struct
from collections.abc import Iterator

Box = tuple[bytes, bytes]  # its kind and its body
# Of these, each reader might take another one where there are two.
ONCE = frozenset({b"meta", b"pitm", b"iinf", b"iloc", b"iref", b"iprp", b"ipco", b"idat", b"moov"})
MAX_BOXES = 10_000


def boxes_in(data: bytes) -> Iterator[Box]:
    """Raises ValueError."""
    at = 0
    for _ in range(MAX_BOXES):
        if at + 8 > len(data):
            return
        size, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if size == 1:
            size, start = int.from_bytes(data[start : start + 8]), start + 8
        end = at + size if size else len(data)
        if end < start:
            raise ValueError("a box that is smaller than its own header")
        yield kind, data[start:end]
        at = end
    raise ValueError("too many boxes")


def boxes_by_kind(data: bytes) -> dict[bytes, bytes]:
    """The last of each kind. Raises ValueError where one that must be single is not."""
    found: dict[bytes, bytes] = {}
    for kind, body in boxes_in(data):
        if kind in ONCE and kind in found:
            raise ValueError(f"two boxes {kind!r}")
        found[kind] = body
    return found


class Fields:
    """A body read number by number, big-endian. Raises EOFError at its end."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def take(self, count: int) -> int:
        start, self._at = self._at, self._at + count
        if self._at > len(self._body):
            raise EOFError("The box ends too soon.")
        return int.from_bytes(self._body[start : self._at])

    def version(self) -> tuple[int, int]:
        """And the flags: what full boxes begin with."""
        return self.take(1), self.take(3)

    @property
    def rest(self) -> bytes:
        return self._body[self._at :]
