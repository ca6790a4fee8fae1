"""The nested boxes of HEIC, AVIF and MP4 files (ISO 14496-12)."""

import struct
from collections.abc import Iterator

Box = tuple[bytes, bytes]  # type (four letters) and body
# Boxes that are refused if repeated, because readers differ in which of them they take.
UNIQUE = frozenset(
    {b"meta", b"pitm", b"iinf", b"iloc", b"iref", b"iprp", b"ipco", b"idat", b"moov"}
)
MAX_BOXES = 10_000


def iter_boxes(data: bytes) -> Iterator[Box]:
    """The boxes at the top level of `data`. Raises ValueError if one is damaged."""
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
    """The body of the last box of each type. Raises ValueError if a UNIQUE box is repeated."""
    boxes: dict[bytes, bytes] = {}
    for kind, body in iter_boxes(data):
        if kind in UNIQUE and kind in boxes:
            raise ValueError(f"two boxes {kind!r}")
        boxes[kind] = body
    return boxes


class FieldReader:
    """Reads the big-endian numbers of a box. Methods raise EOFError when too few bytes are left."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def take(self, count: int) -> int:
        """Read an unsigned integer of `count` bytes."""
        start, self._at = self._at, self._at + count
        if self._at > len(self._body):
            raise EOFError("The box ends too soon.")
        return int.from_bytes(self._body[start : self._at])

    def version(self) -> tuple[int, int]:
        """Read the version and the flags with which a full box begins."""
        return self.take(1), self.take(3)

    @property
    def rest(self) -> bytes:
        return self._body[self._at :]
