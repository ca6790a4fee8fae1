"""AV1 (bitstream specification 5.3 to 5.9): the frames that are coded in an AVIF file.

The size in the file's own boxes may be smaller by any factor: libavif decodes the frame and scales
it down.
"""

from collections.abc import Iterator

from catalog.pictures.headers.bits import Bits
from catalog.pictures.headers.coded import MAX_UNITS, Coded, few

SEQUENCE_HEADER, FRAME_HEADER, FRAME = 1, 3, 6
# Of a sequence header; what is read of it is shorter.
MAX_HEADER = 512
# Samples of a pixel by profile: 4:2:0 or grey, 4:4:4, any. Of two bytes, for the depth is not read.
SAMPLES = {0: 1.5, 1: 3.0}
SAMPLE_BYTES = 2
# References, and the one being decoded.
MAX_FRAMES = 9


def av1_frames(payload: bytes) -> Coded:
    """Raises EOFError, ValueError or IndexError where it is none."""
    units = list(_units(payload))
    found = few(unit for kind, unit in units if kind == SEQUENCE_HEADER)
    headers = [_sequence(unit) for unit in found]
    frames = sum(kind in (FRAME_HEADER, FRAME) for kind, _ in units)
    return Coded(
        pixels=max(pixels for pixels, _ in headers),
        pixel_bytes=SAMPLE_BYTES * max(samples for _, samples in headers),
        # One more, for film grain is put on a copy.
        frames=min(frames, MAX_FRAMES) + 1,
    )


def _units(payload: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(MAX_UNITS):
        if at >= len(payload):
            return
        first = payload[at]
        at += 2 if first & 4 else 1  # with an extension
        size, at = _size(payload, at) if first & 2 else (len(payload) - at, at)
        yield first >> 3 & 15, payload[at : at + min(size, MAX_HEADER)]
        at += size
    raise ValueError("too many units")


def _size(payload: bytes, at: int) -> tuple[int, int]:
    """leb128, and where it ends."""
    size = 0
    for index in range(8):
        byte = payload[at + index]
        size |= (byte & 127) << 7 * index
        if byte < 128:
            break
    return size, at + index + 1


def _sequence(unit: bytes) -> tuple[int, float]:
    """The most pixels that a frame may have, and the samples of a pixel."""
    bits = Bits(unit)
    samples = SAMPLES.get(bits.take(3), 3.0)
    bits.flag()  # still_picture
    still = bits.flag()  # reduced_still_picture_header
    if still:
        bits.take(5)
    else:
        _skip_to_size(bits)
    width_bits, height_bits = bits.take(4) + 1, bits.take(4) + 1
    width, height = bits.take(width_bits) + 1, bits.take(height_bits) + 1
    # Any frame may say another size of as many bits, but the one of a reduced header.
    pixels = width * height if still else 1 << width_bits + height_bits
    return pixels, samples


def _skip_to_size(bits: Bits) -> None:
    delay_bits = _skip_timing(bits)
    delays = bits.flag()  # initial_display_delay_present_flag
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:  # the level; higher ones have a tier
            bits.flag()
        if delay_bits and bits.flag():
            bits.take(2 * delay_bits + 1)
        if delays and bits.flag():
            bits.take(4)


def _skip_timing(bits: Bits) -> int:
    """The bits of a delay in the decoder model; 0 where there is none."""
    if not bits.flag():
        return 0
    bits.take(64)
    if bits.flag():
        bits.exponential_golomb()
    if not bits.flag():
        return 0
    delay_bits = bits.take(5) + 1
    bits.take(32 + 5 + 5)
    return delay_bits
