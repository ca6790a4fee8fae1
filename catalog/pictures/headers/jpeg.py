"""Size, sampling and scans of a JPEG (ITU-T T.81, annex B), read as libjpeg reads them."""

import re
from dataclasses import dataclass

from catalog.pictures.errors import BrokenPicture

# A progressive JPEG has about ten scans. The decoder visits all blocks for each, so a small file
# with thousands of empty scans would keep it busy for hours.
MAX_SCANS = 64
# Pillow concatenates EXIF segments one by one: 800,000 of them took 73 s. Photos with large colour
# profiles or depth maps have a hundred segments or so.
MAX_SEGMENTS = 1000

# Markers, except restart markers, stuffed bytes and fill bytes, which occur within scans.
MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
WITHOUT_LENGTH = frozenset({0x01, 0xD8})
END, SCAN = 0xD9, 0xDA
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
COEFFICIENT_BYTES = 2


@dataclass(slots=True)
class JpegHeader:
    size: tuple[int, int] = (0, 0)
    # Horizontal and vertical sampling factor of each component.
    sampling: tuple[tuple[int, int], ...] = ()
    # Progressive, or a scan per component: libjpeg holds all coefficients until the last scan.
    multi_scan: bool = False

    @property
    def coefficients(self) -> int:
        """Bytes of DCT coefficients that libjpeg holds besides the decoded rows."""
        if not self.multi_scan or not self.sampling:
            return 0
        width, height = (-(-side // 8) * 8 for side in self.size)
        densest = max(h for h, _ in self.sampling) * max(v for _, v in self.sampling)
        samples = sum(h * v for h, v in self.sampling) * width * height / max(densest, 1)
        return round(samples * COEFFICIENT_BYTES)


def read_jpeg_header(data: bytes) -> JpegHeader:
    """Read the header of the first image in `data`. Phones append other images, or videos.

    Raises BrokenPicture for too many scans or segments, and IndexError if a segment is cut off.
    """
    header, scans, at = JpegHeader(), 0, 2
    for _ in range(MAX_SEGMENTS):
        marker = MARKER.search(data, at)
        if marker is None or data[marker.end() - 1] == END:
            return header
        code, at = data[marker.end() - 1], marker.end()
        if code in WITHOUT_LENGTH:
            continue
        if code in FRAMES and not header.sampling:
            _read_frame(header, code, data[at : at + 32])
        elif code == SCAN:
            scans += 1
            header.multi_scan = header.multi_scan or data[at + 2] < len(header.sampling)
        if scans > MAX_SCANS:
            raise BrokenPicture("This JPEG has too many scans. Save it again and resend it.")
        at += int.from_bytes(data[at : at + 2])
    raise BrokenPicture("This JPEG has too many segments. Save it again and resend it.")


def _read_frame(header: JpegHeader, code: int, frame: bytes) -> None:
    height, width = int.from_bytes(frame[3:5]), int.from_bytes(frame[5:7])
    header.size = width, height
    header.sampling = tuple(
        (frame[at] >> 4, frame[at] & 15) for at in range(9, 9 + 3 * frame[7], 3)
    )
    header.multi_scan = code in PROGRESSIVE
