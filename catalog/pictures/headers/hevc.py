"""H.265 (7.3.1 to 7.3.2): the frames that are coded in a HEIC file.

libheif has the decoder refuse frames larger than the file's boxes say, but not those with more
samples, and not more frames than one.
"""

from collections.abc import Iterator

from catalog.pictures.headers.bits import Bits
from catalog.pictures.headers.coded import MAX_HEADERS, MAX_UNITS, Coded, few

PARAMETERS = 33  # a sequence parameter set
LAST_SLICE = 31  # of the kinds of units that carry pixels
MAX_HEADER = 512
# Of a pixel, by chroma_format_idc. 4:2:2 is made 4:4:4 on its way to RGB.
SAMPLES = {0: 1.0, 1: 1.5}
MAX_FRAMES = 16  # of the buffer of decoded pictures


def hevc_frames(configuration: bytes, payload: bytes, *, pixels: int) -> Coded:
    """Of an item with the body of its `hvcC` box. Raises EOFError or ValueError."""
    coded = _units(payload, (configuration[21] & 3) + 1)
    units = [unit for unit in (*_configured(configuration), *coded) if unit]
    headers = few(unit for unit in units if _kind(unit) == PARAMETERS)
    # Each frame's first slice says so.
    frames = sum(_kind(unit) <= LAST_SLICE and unit[2:3] >= b"\x80" for unit in units)
    return Coded(
        pixels=pixels,
        pixel_bytes=max(map(_pixel_bytes, headers)),
        frames=min(max(frames, 1), MAX_FRAMES),
    )


def _kind(unit: bytes) -> int:
    return unit[0] >> 1 & 63


def _configured(configuration: bytes) -> Iterator[bytes]:
    at = 23
    for _ in range(configuration[22]):
        count = int.from_bytes(configuration[at + 1 : at + 3])
        at += 3
        for _ in range(min(count, MAX_HEADERS + 1)):
            size = int.from_bytes(configuration[at : at + 2])
            yield configuration[at + 2 : at + 2 + min(size, MAX_HEADER)]
            at += 2 + size


def _units(payload: bytes, size_bytes: int) -> Iterator[bytes]:
    at = 0
    for _ in range(MAX_UNITS):
        if at >= len(payload):
            return
        size = int.from_bytes(payload[at : at + size_bytes])
        at += size_bytes
        yield payload[at : at + min(size, MAX_HEADER)]
        at += size
    raise ValueError("too many units")


def _pixel_bytes(unit: bytes) -> float:
    # A zero that keeps the content from looking like a start code is no part of it.
    bits = Bits(unit[2:].replace(b"\0\0\3", b"\0\0"))
    bits.take(4)
    layers = bits.take(3)
    bits.flag()
    _skip_profile(bits, layers)
    bits.exponential_golomb()
    chroma = bits.exponential_golomb()
    if chroma == 3:
        bits.flag()
    bits.exponential_golomb()  # width
    bits.exponential_golomb()  # height
    if bits.flag():  # cropped
        for _ in range(4):
            bits.exponential_golomb()
    deepest = max(bits.exponential_golomb(), bits.exponential_golomb())  # above 8 bits
    return SAMPLES.get(chroma, 3.0) * (2 if deepest else 1)


def _skip_profile(bits: Bits, layers: int) -> None:
    bits.take(96)
    present = [(bits.flag(), bits.flag()) for _ in range(layers)]
    if layers:
        bits.take(2 * (8 - layers))
    for profile, level in present:
        bits.take(88 * profile + 8 * level)
