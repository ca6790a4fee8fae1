"""The markers of a JPEG (T.81, annex B), walked as libjpeg does."""

import re
from dataclasses import dataclass

from catalog.pictures.errors import BrokenPicture

# A progressive JPEG has about ten. Each makes the decoder walk all blocks again, so a small
# file with thousands of empty scans would keep it busy for hours.
MAX_SCANS = 64
# Pillow joins EXIF of many segments one by one: 800,000 of them took it 73 s. Photos have up to
# some hundred, for large profiles and depth maps.
MAX_SEGMENTS = 1000

# Neither stuffing nor filling nor a restart, which stand among the pixels.
MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
WITHOUT_LENGTH = frozenset({0x01, 0xD8})
END, SCAN = 0xD9, 0xDA
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
COEFFICIENT_BYTES = 2


@dataclass(slots=True)
class JpegHeader:
    size: tuple[int, int] = (0, 0)
    # Horizontal and vertical sampling of each component.
    sampling: tuple[tuple[int, int], ...] = ()
    # All coefficients are held until the last scan has been read.
    whole: bool = False

    @property
    def coefficients(self) -> int:
        """Bytes that libjpeg holds beside the rows it gives out."""
        if not self.whole or not self.sampling:
            return 0
        width, height = (-(-side // 8) * 8 for side in self.size)
        most = max(h for h, _ in self.sampling) * max(v for _, v in self.sampling)
        samples = sum(h * v for h, v in self.sampling) * width * height / max(most, 1)
        return round(samples * COEFFICIENT_BYTES)


def read_jpeg_header(data: bytes) -> JpegHeader:
    """Up to the end of the first image: what a phone appends, a video, is nobody's business.

    Raises BrokenPicture, and IndexError where a segment is cut off.
    """
    header, scans, at = JpegHeader(), 0, 2
    for _ in range(MAX_SEGMENTS):
        found = MARKER.search(data, at)
        if found is None or data[found.end() - 1] == END:
            return header
        kind, at = data[found.end() - 1], found.end()
        if kind in WITHOUT_LENGTH:
            continue
        if kind in FRAMES and not header.sampling:
            _read_frame(header, kind, data[at : at + 32])
        elif kind == SCAN:
            scans += 1
            header.whole = header.whole or data[at + 2] < len(header.sampling)
        if scans > MAX_SCANS:
            raise BrokenPicture("This JPEG has too many scans. Save it again and resend it.")
        at += int.from_bytes(data[at : at + 2])
    raise BrokenPicture("This JPEG has too many segments. Save it again and resend it.")


def _read_frame(header: JpegHeader, kind: int, frame: bytes) -> None:
    height, width = int.from_bytes(frame[3:5]), int.from_bytes(frame[5:7])
    header.size = width, height
    header.sampling = tuple(
        (frame[at] >> 4, frame[at] & 15) for at in range(9, 9 + 3 * frame[7], 3)
    )
    header.whole = kind in PROGRESSIVE
