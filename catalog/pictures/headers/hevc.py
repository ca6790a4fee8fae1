"""Size and number of the frames in a HEIC file (ITU-T H.265, 7.3.1 to 7.3.2).

libheif refuses frames larger than the file's boxes state, but accepts more samples per pixel and
more than one frame.
"""

from collections.abc import Iterator

from catalog.pictures.headers.bits import BitReader
from catalog.pictures.headers.coded_image import (
    MAX_HEADERS,
    MAX_UNITS,
    CodedImage,
    distinct_headers,
)

PARAMETER_SET = 33  # type of a sequence parameter set (SPS)
LAST_SLICE = 31  # unit types up to this one carry pixels
MAX_HEADER = 512  # bytes to read of a unit; a parameter set is shorter
# Samples per pixel by chroma_format_idc; 3 for any other. libheif converts 4:2:2 to 4:4:4.
SAMPLES = {0: 1.0, 1: 1.5}
MAX_FRAMES = 16  # capacity of the decoded picture buffer


def hevc_frames(configuration: bytes, payload: bytes, *, pixels: int) -> CodedImage:
    """The frames in the payload of an item, each of `pixels` pixels.

    `configuration` is the body of the item's `hvcC` box. Raises EOFError, ValueError or IndexError
    if it or the payload is damaged.
    """
    coded = _units(payload, (configuration[21] & 3) + 1)
    units = [unit for unit in (*_configured(configuration), *coded) if unit]
    headers = distinct_headers(unit for unit in units if _type(unit) == PARAMETER_SET)
    # first_slice_segment_in_pic_flag marks the first slice of each frame.
    frames = sum(_type(unit) <= LAST_SLICE and unit[2:3] >= b"\x80" for unit in units)
    return CodedImage(
        pixels=pixels,
        pixel_bytes=max(map(_pixel_bytes, headers)),
        frames=min(max(frames, 1), MAX_FRAMES),
    )


def _type(unit: bytes) -> int:
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
    # Drop emulation_prevention_three_byte.
    bits = BitReader(unit[2:].replace(b"\0\0\3", b"\0\0"))
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
    if bits.flag():  # conformance_window_flag
        for _ in range(4):
            bits.exponential_golomb()
    extra_bits = max(bits.exponential_golomb(), bits.exponential_golomb())  # above 8
    return SAMPLES.get(chroma, 3.0) * (2 if extra_bits else 1)


def _skip_profile(bits: BitReader, layers: int) -> None:
    bits.take(96)
    present = [(bits.flag(), bits.flag()) for _ in range(layers)]
    if layers:
        bits.take(2 * (8 - layers))
    for profile, level in present:
        bits.take(88 * profile + 8 * level)
