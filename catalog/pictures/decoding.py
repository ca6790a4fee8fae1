"""Decoding of photos within limits on memory and time, whatever the file claims about itself."""

import io
import warnings

import pillow_heif
from django.utils.translation import gettext
from PIL import Image, ImageFile, PngImagePlugin

from catalog.pictures.allocator import configure_allocator
from catalog.pictures.colour import convert_transparent_colour, to_8_bit_channels, to_srgb
from catalog.pictures.decoding_budget import reserve_memory
from catalog.pictures.decoding_memory import memory_estimator
from catalog.pictures.errors import DECODE_ERRORS, BrokenPicture
from catalog.pictures.formats import detect_format
from catalog.pictures.orientation import upright_transpose
from catalog.pictures.resizing import shrink
from catalog.pictures.sizes import (
    MAX_JPEG_PIXELS,
    MAX_SIDE,
    check_size,
    draft_size,
    max_pixels_of,
    stored_size,
    too_many_pixels,
)

configure_allocator()
# Set for the whole process, as warnings.catch_warnings is not thread-safe. Pillow only warns up to
# twice its limit, so the warning becomes an error. check_size applies the limit of each format.
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
# Bytes of a PNG's text chunks, which are decompressed on opening. With Pillow's default, a file of
# 64 kB could take 64 MB.
PngImagePlugin.MAX_TEXT_MEMORY = 4 * PngImagePlugin.MAX_TEXT_CHUNK
# Pillow warns of corrupt EXIF and the like, but only the pixels matter.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
# Threads decode one tile each, and cameras write tiles of 6 megapixels: two threads save memory.
pillow_heif.register_heif_opener(
    thumbnails=False, depth_images=False, aux_images=False, decode_threads=2
)


def decode(data: bytes, *, min_side: int = MAX_SIDE, timeout: float | None = None) -> Image.Image:
    """Decode to an upright RGB image in sRGB, without metadata, longer side at most MAX_SIDE.

    A JPEG whose shorter side is at least twice `min_side` is decoded in draft mode, at a half, a
    quarter or an eighth of its size, which takes at most a third of the time.
    Raises PictureError, and DecodingBusy after waiting `timeout` seconds for memory (None: waits
    without limit).
    """
    name = detect_format(data)
    try:
        estimate = memory_estimator(name, data)
        image = _open(data, name, min_side)
        needed = estimate(image)
    except DECODE_ERRORS as error:
        raise _damaged(name) from error
    with reserve_memory(needed, timeout):
        upright = _try_normalise(image, data)
        del image  # frees its memory before the reservation ends
    if upright is None:
        raise _damaged(name)
    return upright


def _open(data: bytes, name: str, min_side: int) -> ImageFile.ImageFile:
    max_pixels = max_pixels_of(name)
    try:
        # With one format allowed, no other decoder ever sees a stranger's bytes.
        image = Image.open(io.BytesIO(data), formats=[name])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels(max_pixels) from error
    check_size(image.size, max_pixels=max_pixels)
    image.draft(None, draft_size(image.size, min_side))  # only JPEG has a draft mode
    return image


def _try_normalise(image: ImageFile.ImageFile, data: bytes) -> Image.Image | None:
    """Return None instead of raising: an exception holds its frames, and so the picture, in memory
    after the reservation has ended.
    """
    try:
        return _normalise(image, data)
    except DECODE_ERRORS:
        return None


def _damaged(name: str) -> BrokenPicture:
    return BrokenPicture(
        gettext(
            "This {format} file is damaged or incomplete. Export the photo again and resend it."
        ).format(format=name)
    )


def _normalise(image: ImageFile.ImageFile, data: bytes) -> Image.Image:
    convert_transparent_colour(image)
    target = stored_size(image.size)
    image.load()  # verify() would accept a truncated file; only the first frame is decoded
    transpose = upright_transpose(image, data)
    profile = image.info.get("icc_profile")
    # Shrink before converting colours, which takes time for each pixel.
    small = to_8_bit_channels(image) if image.size == target else shrink(image, target)
    converted = to_srgb(small, profile)
    return _without_metadata(converted if transpose is None else converted.transpose(transpose))


def _without_metadata(image: Image.Image) -> Image.Image:
    # Pillow would write comments and EXIF from `info` into files saved later.
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    return bare
