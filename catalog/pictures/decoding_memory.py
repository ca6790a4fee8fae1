"""How many bytes decoding a picture takes, told before it is decoded.

Never less than was measured: resident memory of a process, for files of 24 megapixels in each
format and mode. Bytes a pixel:

| format | measured | what they are |
|---|---|---|
| JPEG | 4; 1 in grey | at reduced size; a progressive one also 2 for each sample of the full size |
| PNG, GIF | 4; 1 in grey or with a palette; 2 in 16 bits of grey | the picture |
| WebP | 15.4 | two canvases, a copy, the picture |
| HEIC | 7.0; 14.6 in 4:4:4 of 10 bits | planes and their copy, RGB, the picture |
| AVIF | 8.9; 16.8 in 4:4:4 of 10 bits with transparency | planes, RGB, a copy, the picture |
"""

from collections.abc import Callable

from PIL.ImageFile import ImageFile
from pillow_heif import options

from catalog.pictures.headers.iso_media import read_iso_media
from catalog.pictures.headers.jpeg import read_jpeg_header
from catalog.pictures.headers.planes import avif_planes, heic_planes
from catalog.pictures.sizes import kept_size

# What Pillow keeps a pixel in; 4 bytes in every other mode.
PIXEL_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2}
WEBP_PIXEL_BYTES = 16
# As they come from the decoders of HEIC and AVIF.
CHANNELS = {"L": 1, "RGB": 3}
# Of the shrunk picture: its colours converted, turned, without metadata.
COPIES = 3
# Strips, tables, contexts of codecs.
OVERHEAD = 20_000_000

# Of an image that is opened and not loaded. What reads the file's headers is done before.
Measure = Callable[[ImageFile], int]


def measure_for(name: str, data: bytes) -> Measure:
    """Raises BrokenPicture, and DECODE_ERRORS where the headers make no sense."""
    loading = _LOADING[name](data)
    return lambda image: loading(image) + _working(image)


def _working(image: ImageFile) -> int:
    width, height = kept_size(image.size)
    narrow = 4 * width * image.height
    return max(narrow, 4 * COPIES * width * height) + OVERHEAD


def _pixels(image: ImageFile) -> int:
    return image.width * image.height


def _channels(image: ImageFile) -> int:
    return CHANNELS.get(image.mode, 4)


def _itself(image: ImageFile) -> int:
    return _pixels(image) * PIXEL_BYTES.get(image.mode, 4)


def _of_plain(_data: bytes) -> Measure:
    return _itself


def _of_jpeg(data: bytes) -> Measure:
    coefficients = read_jpeg_header(data).coefficients
    return lambda image: _itself(image) + coefficients


def _of_webp(data: bytes) -> Measure:
    return lambda image: WEBP_PIXEL_BYTES * _pixels(image) + 2 * len(data)


def _of_heic(data: bytes) -> Measure:
    planes = heic_planes(read_iso_media(data))

    def measure(image: ImageFile) -> int:
        pixels = max(_pixels(image), planes.canvas)
        frames = max(coded.planes for coded in planes.of_picture)
        if planes.canvas:
            whole = pixels * max(coded.pixel_bytes for coded in planes.of_picture)
            frames = options.DECODE_THREADS * frames + round(whole)
        if _channels(image) == 4:
            frames += max((coded.planes for coded in planes.of_others), default=0)
        decoding = 2 * frames + pixels * _channels(image)
        return max(decoding, _itself(image) + pixels * _channels(image)) + 2 * len(data)

    return measure


def _of_avif(data: bytes) -> Measure:
    planes = avif_planes(read_iso_media(data))

    def measure(image: ImageFile) -> int:
        return planes + _itself(image) + _pixels(image) * _channels(image) + 2 * len(data)

    return measure


_LOADING: dict[str, Callable[[bytes], Measure]] = {
    "JPEG": _of_jpeg,
    "PNG": _of_plain,
    "GIF": _of_plain,
    "WEBP": _of_webp,
    "HEIF": _of_heic,
    "AVIF": _of_avif,
}
