"""Decoding within bounds of memory and time, whatever the file claims about itself."""

import io
import struct
import warnings
import zlib

import pillow_heif
from PIL import ExifTags, Image

from catalog.embedding.picture_colour import resizable, to_srgb
from catalog.embedding.picture_errors import BrokenPicture
from catalog.embedding.picture_formats import format_of

MAX_PIXELS = 50_000_000  # 200 MB as RGBA; the largest phones take 48 to 50 megapixels
MAX_SIDE = 1600  # what is kept of a larger photo
MIN_SIDE = 8  # tracking pixels and the like
# An encoder scales the short side up to its input, so a 1 x 65000 strip would take gigabytes.
MAX_ASPECT = 20
# A progressive JPEG has about ten. Each makes the decoder walk all blocks again, so a small
# file with thousands of empty scans would keep it busy for hours.
MAX_JPEG_SCANS = 64

# What Pillow and its codecs raise on damaged files (measured; the tests mutate files).
DECODE_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    RuntimeError,
    EOFError,
    TypeError,
    IndexError,
    KeyError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Process-wide, because warnings.catch_warnings is not safe under threads. Pillow only warns up
# to twice its limit; checked_size refuses in any case, before anything is decoded.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
# Corrupt EXIF and the like: the picture is what counts.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
pillow_heif.register_heif_opener(thumbnails=False)


def decode(data: bytes, *, enough: int = MAX_SIDE) -> Image.Image:
    """An upright RGB image in sRGB, free of metadata, longest side at most MAX_SIDE.

    A JPEG whose shorter side has twice `enough` pixels or more comes at a half, a quarter or an
    eighth of its size, which takes a third of the time or less.
    """
    name = format_of(data)
    if name == "JPEG" and data.count(b"\xff\xda") > MAX_JPEG_SCANS:
        raise BrokenPicture("This JPEG has too many scans. Save it again and resend it.")
    try:
        # Only this format is tried: no other decoder ever sees a stranger's bytes.
        with Image.open(io.BytesIO(data), formats=[name]) as image:
            check_size(image.size)
            return _normalised(image, enough)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BrokenPicture(_too_large()) from error
    except DECODE_ERRORS as error:
        raise BrokenPicture(
            f"This {name} file is damaged or incomplete. Export the photo again and resend it."
        ) from error


def check_size(size: tuple[int, int]) -> None:
    """Raises BrokenPicture."""
    short, long = sorted(size)
    if short * long > MAX_PIXELS:
        raise BrokenPicture(_too_large())
    if short < MIN_SIDE:
        raise BrokenPicture(
            f"The picture is only {size[0]}x{size[1]} pixels. Send one with at least "
            f"{MIN_SIDE} pixels on each side."
        )
    if long > MAX_ASPECT * short:
        raise BrokenPicture(
            f"The picture is {size[0]}x{size[1]} pixels, which is too long and thin. "
            "Crop it to the product."
        )


def reduced_to(size: tuple[int, int], max_side: int) -> tuple[int, int]:
    """The largest size of the same shape with no side above max_side."""
    scale = min(1.0, max_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _normalised(image: Image.Image, enough: int) -> Image.Image:
    image.draft(None, _at_least(reduced_to(image.size, MAX_SIDE), enough))  # of JPEG only
    target = reduced_to(image.size, MAX_SIDE)
    image.load()  # verify() would pass a truncated file; only the first frame is decoded
    orientation = _orientation(image)
    profile = image.info.get("icc_profile")
    small = resizable(image)
    if small.size != target:
        # Colours after shrinking: the cost of both is by the pixel.
        small = small.resize(target, Image.Resampling.BICUBIC, reducing_gap=3.0)
    upright = to_srgb(small, profile)
    if orientation in UPRIGHT:
        upright = upright.transpose(UPRIGHT[orientation])
    return without_metadata(upright)


def _at_least(size: tuple[int, int], short_side: int) -> tuple[int, int]:
    return reduced_to(size, max(1, short_side * max(size) // min(size)))


def without_metadata(image: Image.Image) -> Image.Image:
    """Pixels only: Pillow carries comments and EXIF along in `info` otherwise."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    return bare


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except DECODE_ERRORS:
        return 1  # corrupt EXIF: shown as it is stored, as browsers do


def _too_large() -> str:
    return (
        f"The picture has more than {MAX_PIXELS // 1_000_000} megapixels. "
        "Reduce its size and resend it."
    )
