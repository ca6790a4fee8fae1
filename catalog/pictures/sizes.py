"""Sizes of pictures in pixels: which are accepted, and what becomes of them."""

from catalog.pictures.errors import BrokenPicture

# JPEG is decoded at a half, a quarter or an eighth of its size, so even phones' 200 megapixels take
# little memory. The others are decoded whole, and are bounded by their memory as well.
MAX_JPEG_PIXELS = 200_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 1600  # what is kept of a larger photo
MIN_SIDE = 8  # tracking pixels and the like
# An encoder scales the short side up to its input, so a 1 x 65000 strip would take gigabytes.
MAX_ASPECT = 20

Size = tuple[int, int]


def max_pixels(name: str) -> int:
    """Of a format, by Pillow's name."""
    return MAX_JPEG_PIXELS if name == "JPEG" else MAX_PIXELS


def check_size(size: Size, *, most: int = MAX_PIXELS) -> None:
    """Raises BrokenPicture."""
    short, long = sorted(size)
    if short * long > most:
        raise too_many_pixels(most)
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


def too_many_pixels(most: int) -> BrokenPicture:
    return BrokenPicture(
        f"The picture has more than {most // 1_000_000} megapixels. Reduce its size and resend it."
    )


def reduced_to(size: Size, max_side: int) -> Size:
    """The largest size of the same shape with no side above max_side."""
    scale = min(1.0, max_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def kept_size(size: Size) -> Size:
    return reduced_to(size, MAX_SIDE)


def least_decoded(size: Size, enough: int) -> Size:
    """What a JPEG must at least be decoded at, for `enough` pixels on its shorter side."""
    kept = kept_size(size)
    return reduced_to(kept, max(1, enough * max(kept) // min(kept)))
