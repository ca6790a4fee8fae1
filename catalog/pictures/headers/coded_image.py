"""The memory that a video codec holds to decode one coded image of an AVIF or HEIC file."""

from collections.abc import Iterable
from dataclasses import dataclass

# Limits for one coded image. Photos have some tens of units and one or two headers; bombs have
# millions.
MAX_UNITS = 1000
MAX_HEADERS = 16


def distinct_headers(headers: Iterable[bytes]) -> set[bytes]:
    """The headers without repetitions. Raises ValueError for none, or more than MAX_HEADERS."""
    distinct = set(headers)
    if not 1 <= len(distinct) <= MAX_HEADERS:
        raise ValueError("no header of the coded image, or too many")
    return distinct


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedImage:
    pixels: int  # of the largest frame
    pixel_bytes: float  # bytes per pixel, summed over all planes
    frames: int  # the most that the decoder holds at once

    @property
    def frame_bytes(self) -> int:
        """Bytes of all frames that the decoder holds."""
        return round(self.pixels * self.pixel_bytes * self.frames)
