"""Size and number of the frames in an AVIF file (AV1 bitstream specification, 5.3 to 5.9).

The size in the file's boxes says little about memory: libavif decodes the frame, which may be any
number of times larger, and scales it.
"""

from collections.abc import Iterator

from catalog.pictures.headers.bits import BitReader
from catalog.pictures.headers.coded_image import MAX_UNITS, CodedImage, distinct_headers

SEQUENCE_HEADER, FRAME_HEADER, FRAME = 1, 3, 6
MAX_HEADER = 512  # bytes to read of a unit; a sequence header is shorter
# Samples per pixel by profile: 0 is 4:2:0 or grey, 1 is 4:4:4, others may be any.
SAMPLES = {0: 1.5, 1: 3.0}
SAMPLE_BYTES = 2  # the bit depth is not read, so the larger size is assumed
MAX_FRAMES = 9  # eight reference frames, and the one being decoded


def av1_frames(payload: bytes) -> CodedImage:
    """The frames in the payload of an item or sample.

    Raises EOFError, ValueError or IndexError if the payload is damaged.
    """
    units = list(_units(payload))
    sequences = distinct_headers(unit for kind, unit in units if kind == SEQUENCE_HEADER)
    headers = [_sequence(unit) for unit in sequences]
    frames = sum(kind in (FRAME_HEADER, FRAME) for kind, _ in units)
    return CodedImage(
        pixels=max(pixels for pixels, _ in headers),
        pixel_bytes=SAMPLE_BYTES * max(samples for _, samples in headers),
        # One more, because film grain is applied to a copy.
        frames=min(frames, MAX_FRAMES) + 1,
    )


def _units(payload: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(MAX_UNITS):
        if at >= len(payload):
            return
        first = payload[at]
        at += 2 if first & 4 else 1  # obu_extension_flag
        size, at = _leb128(payload, at) if first & 2 else (len(payload) - at, at)
        yield first >> 3 & 15, payload[at : at + min(size, MAX_HEADER)]
        at += size
    raise ValueError("too many units")


def _leb128(payload: bytes, at: int) -> tuple[int, int]:
    """The LEB128 number at offset `at`, and the offset after it."""
    number = 0
    for index in range(8):
        byte = payload[at + index]
        number |= (byte & 127) << 7 * index
        if byte < 128:
            break
    return number, at + index + 1


def _sequence(unit: bytes) -> tuple[int, float]:
    """The most pixels of a frame, and the samples per pixel, that a sequence header allows."""
    bits = BitReader(unit)
    samples = SAMPLES.get(bits.take(3), 3.0)
    bits.flag()  # still_picture
    still = bits.flag()  # reduced_still_picture_header
    if still:
        bits.take(5)
    else:
        _skip_to_size(bits)
    width_bits, height_bits = bits.take(4) + 1, bits.take(4) + 1
    width, height = bits.take(width_bits) + 1, bits.take(height_bits) + 1
    # Each frame may state another size in the same number of bits, except with a reduced header.
    pixels = width * height if still else 1 << width_bits + height_bits
    return pixels, samples


def _skip_to_size(bits: BitReader) -> None:
    delay_bits = _skip_timing(bits)
    delays = bits.flag()  # initial_display_delay_present_flag
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:  # seq_level_idx; higher levels have a tier
            bits.flag()
        if delay_bits and bits.flag():
            bits.take(2 * delay_bits + 1)
        if delays and bits.flag():
            bits.take(4)


def _skip_timing(bits: BitReader) -> int:
    """Skip timing_info and decoder_model_info. Returns how many bits a buffer delay takes later on,
    0 without a decoder model.
    """
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
