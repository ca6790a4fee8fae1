"""Limits on a picture's size in pixels, and the sizes it is decoded and stored at."""

from django.utils.translation import gettext

from catalog.pictures.errors import BrokenPicture

# Pillow decodes JPEG at a half, a quarter or an eighth of its size, so even the 200 megapixels of
# phones take little memory. Other formats are decoded at full size, and the memory budget limits
# them further.
MAX_JPEG_PIXELS = 200_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 1600  # the longer side of a stored picture
MIN_SIDE = 8  # excludes tracking pixels and the like
# An encoder scales the shorter side up to its input: a strip of 1 x 65000 would take gigabytes.
MAX_ASPECT_RATIO = 20

Size = tuple[int, int]


def max_pixels_of(name: str) -> int:
    """The most pixels that a photo may have, in the format that Pillow calls `name`."""
    return MAX_JPEG_PIXELS if name == "JPEG" else MAX_PIXELS


def check_size(size: Size, *, max_pixels: int = MAX_PIXELS) -> None:
    """Raises BrokenPicture if the picture is too large, too small, or too long and thin."""
    short, long = sorted(size)
    if short * long > max_pixels:
        raise too_many_pixels(max_pixels)
    if short < MIN_SIDE:
        raise BrokenPicture(
            gettext(
                "The photo is only {width}x{height} pixels. Send one with at least {least} pixels "
                "on each side."
            ).format(width=size[0], height=size[1], least=MIN_SIDE)
        )
    if long > MAX_ASPECT_RATIO * short:
        raise BrokenPicture(
            gettext(
                "The photo is {width}x{height} pixels, which is too long and thin. Crop it to the "
                "product."
            ).format(width=size[0], height=size[1])
        )


def too_many_pixels(max_pixels: int) -> BrokenPicture:
    return BrokenPicture(
        gettext(
            "The photo has more than {limit} megapixels. Reduce its size and resend it."
        ).format(limit=max_pixels // 1_000_000)
    )


def fit_within(size: Size, max_side: int) -> Size:
    """Shrink `size`, keeping its shape, until no side exceeds `max_side`. Never enlarges it."""
    scale = min(1.0, max_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def stored_size(size: Size) -> Size:
    return fit_within(size, MAX_SIDE)


def draft_size(size: Size, min_side: int) -> Size:
    """The smallest size to decode a JPEG at.

    Its shorter side has `min_side` pixels, or fewer if the picture is stored with fewer.
    """
    stored = stored_size(size)
    return fit_within(stored, max(1, min_side * max(stored) // min(stored)))
