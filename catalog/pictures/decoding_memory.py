"""Estimates of the memory that decoding a photo takes, made before it is decoded.

They are upper bounds of the resident memory that was measured with files of 24 megapixels in each
format and mode. In bytes per pixel:

| format | measured | consists of |
|---|---|---|
| JPEG | 4; 1 for grey | picture in draft mode; if progressive, also 2 per sample of the full size |
| PNG, GIF | 4; 1 for grey or a palette; 2 for 16-bit grey | the picture |
| WebP | 15.4 | two canvases, a copy, the picture |
| HEIC | 7.0; 14.6 for 10-bit 4:4:4 | planes and their copy, RGB, the picture |
| AVIF | 8.9; 16.8 for 10-bit 4:4:4 with transparency | planes, RGB, a copy, the picture |
"""

from collections.abc import Callable

from PIL.ImageFile import ImageFile
from pillow_heif import options

from catalog.pictures.headers.iso_media import read_iso_media
from catalog.pictures.headers.jpeg import read_jpeg_header
from catalog.pictures.headers.planes import avif_planes, heic_planes
from catalog.pictures.sizes import stored_size

# Bytes per pixel of Pillow's modes; every other mode takes 4.
PIXEL_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2}
WEBP_PIXEL_BYTES = 16
# Channels of the modes that the HEIC and AVIF decoders return; every other mode has 4.
CHANNELS = {"L": 1, "RGB": 3}
# Copies of the shrunk picture: converted to sRGB, made upright, stripped of metadata.
COPIES = 3
# Bytes for strips, tables and codec contexts.
OVERHEAD = 20_000_000

# Gives the bytes for decoding an image that is opened but not loaded.
Estimate = Callable[[ImageFile], int]


def memory_estimator(name: str, data: bytes) -> Estimate:
    """Read the headers of `data` and return a function that estimates the memory for decoding it.

    `name` is Pillow's name of the format. Raises BrokenPicture, and DECODE_ERRORS if the headers
    are damaged.
    """
    estimate = _ESTIMATORS[name](data)
    return lambda image: estimate(image) + _normalising(image)


def _normalising(image: ImageFile) -> int:
    width, height = stored_size(image.size)
    narrow = 4 * width * image.height
    return max(narrow, 4 * COPIES * width * height) + OVERHEAD


def _pixels(image: ImageFile) -> int:
    return image.width * image.height


def _channels(image: ImageFile) -> int:
    return CHANNELS.get(image.mode, 4)


def _decoded(image: ImageFile) -> int:
    return _pixels(image) * PIXEL_BYTES.get(image.mode, 4)


def _png_or_gif(_data: bytes) -> Estimate:
    return _decoded


def _jpeg(data: bytes) -> Estimate:
    coefficients = read_jpeg_header(data).coefficients
    return lambda image: _decoded(image) + coefficients


def _webp(data: bytes) -> Estimate:
    return lambda image: WEBP_PIXEL_BYTES * _pixels(image) + 2 * len(data)


def _heic(data: bytes) -> Estimate:
    planes = heic_planes(read_iso_media(data))

    def estimate(image: ImageFile) -> int:
        pixels = max(_pixels(image), planes.canvas)
        frames = max(coded.frame_bytes for coded in planes.picture)
        if planes.canvas:
            canvas = pixels * max(coded.pixel_bytes for coded in planes.picture)
            frames = options.DECODE_THREADS * frames + round(canvas)
        if _channels(image) == 4:
            frames += max((coded.frame_bytes for coded in planes.auxiliary), default=0)
        decoding = 2 * frames + pixels * _channels(image)
        return max(decoding, _decoded(image) + pixels * _channels(image)) + 2 * len(data)

    return estimate


def _avif(data: bytes) -> Estimate:
    planes = avif_planes(read_iso_media(data))

    def estimate(image: ImageFile) -> int:
        return planes + _decoded(image) + _pixels(image) * _channels(image) + 2 * len(data)

    return estimate


_ESTIMATORS: dict[str, Callable[[bytes], Estimate]] = {
    "JPEG": _jpeg,
    "PNG": _png_or_gif,
    "GIF": _png_or_gif,
    "WEBP": _webp,
    "HEIF": _heic,
    "AVIF": _avif,
}
