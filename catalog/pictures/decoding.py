"""Decoding within bounds of memory and time, whatever the file claims about itself."""

import io
import warnings

import pillow_heif
from PIL import Image, ImageFile, PngImagePlugin

from catalog.pictures.allocator import fix_allocator
from catalog.pictures.colour import key_as_decoded, resizable, to_srgb
from catalog.pictures.decoding_budget import room_for
from catalog.pictures.decoding_memory import measure_for
from catalog.pictures.errors import DECODE_ERRORS, BrokenPicture
from catalog.pictures.formats import format_of
from catalog.pictures.orientation import turn_of
from catalog.pictures.resizing import shrunk
from catalog.pictures.sizes import (
    MAX_JPEG_PIXELS,
    MAX_SIDE,
    check_size,
    kept_size,
    least_decoded,
    max_pixels,
    too_many_pixels,
)

fix_allocator()
# Process-wide, because warnings.catch_warnings is not safe under threads. Pillow only warns up
# to twice its limit; check_size refuses in any case, before anything is decoded.
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
# Of a PNG's texts, unpacked as it is opened: 64 MB by default, in a file of 64 kB.
PngImagePlugin.MAX_TEXT_MEMORY = 4 * PngImagePlugin.MAX_TEXT_CHUNK
# Corrupt EXIF and the like: the picture is what counts.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
# Two threads: each decodes a part of its own, and cameras write parts of 6 megapixels.
pillow_heif.register_heif_opener(
    thumbnails=False, depth_images=False, aux_images=False, decode_threads=2
)


def decode(data: bytes, *, enough: int = MAX_SIDE, patience: float | None = None) -> Image.Image:
    """An upright RGB image in sRGB, free of metadata, longest side at most MAX_SIDE.

    A JPEG whose shorter side has twice `enough` pixels or more comes at a half, a quarter or an
    eighth of its size, which takes a third of the time or less. Raises PictureError, and
    DecodingBusy where other photos leave it no memory for `patience` seconds (None: it waits).
    """
    name = format_of(data)
    try:
        measure = measure_for(name, data)
        image = _opened(data, name, enough)
        needed = measure(image)
    except DECODE_ERRORS as error:
        raise _damaged(name) from error
    with room_for(needed, patience):
        upright = _attempted(image, data)
        del image  # so that its memory is free before others have it
    if upright is None:
        raise _damaged(name)
    return upright


def _opened(data: bytes, name: str, enough: int) -> ImageFile.ImageFile:
    most = max_pixels(name)
    try:
        # Only this format is tried: no other decoder ever sees a stranger's bytes.
        image = Image.open(io.BytesIO(data), formats=[name])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels(most) from error
    check_size(image.size, most=most)
    image.draft(None, least_decoded(image.size, enough))  # of JPEG only
    return image


def _attempted(image: ImageFile.ImageFile, data: bytes) -> Image.Image | None:
    """None where it is damaged: an exception would hold on to the picture, outside the budget."""
    try:
        return _normalised(image, data)
    except DECODE_ERRORS:
        return None


def _damaged(name: str) -> BrokenPicture:
    return BrokenPicture(
        f"This {name} file is damaged or incomplete. Export the photo again and resend it."
    )


def _normalised(image: ImageFile.ImageFile, data: bytes) -> Image.Image:
    key_as_decoded(image)
    target = kept_size(image.size)
    image.load()  # verify() would pass a truncated file; only the first frame is decoded
    turn = turn_of(image, data)
    profile = image.info.get("icc_profile")
    # Colours after shrinking: the cost of both is by the pixel.
    small = resizable(image) if image.size == target else shrunk(image, target)
    upright = to_srgb(small, profile)
    return without_metadata(upright if turn is None else upright.transpose(turn))


def without_metadata(image: Image.Image) -> Image.Image:
    """Pixels only: Pillow carries comments and EXIF along in `info` otherwise."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    return bare
