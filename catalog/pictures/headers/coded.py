"""What a video codec holds in memory to decode one picture of an AVIF or HEIC file."""

from collections.abc import Iterable
from dataclasses import dataclass

# Of one coded image, which has some tens of units and one or two headers. A bomb has millions.
MAX_UNITS = 1000
MAX_HEADERS = 16


def few(headers: Iterable[bytes]) -> set[bytes]:
    """Those that differ. Raises ValueError where nobody would need so many."""
    different = set(headers)
    if not 1 <= len(different) <= MAX_HEADERS:
        raise ValueError("no header of the coded image, or too many")
    return different


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    pixels: int  # of a frame, as its own header says
    pixel_bytes: float  # of all planes together
    frames: int  # that the decoder may hold at once

    @property
    def planes(self) -> int:
        """Bytes of all its frames."""
        return round(self.pixels * self.pixel_bytes * self.frames)
