"""Shrinking of a decoded picture without a second copy at full size."""

from collections.abc import Iterator

from PIL import Image

from catalog.pictures.colour import has_8_bit_channels, to_8_bit_channels

# Pixels of a strip: 800 kB in four channels, which fits a processor's cache.
STRIP_PIXELS = 200_000
# Premultiplied alpha keeps colours under transparent pixels from bleeding into their neighbours.
PREMULTIPLIED = {"RGBA": "RGBa"}


def shrink(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Shrink to `size`, like `to_8_bit_channels(image).resize(size)` but in less memory.

    Pillow resizes rows, then columns. So each strip is converted and narrowed separately, and a
    converted copy of the whole picture (up to 8 bytes per pixel) is never made.
    """
    if has_8_bit_channels(image):
        # From six times the size, this first reduces by an integer factor. Pixels differ slightly.
        return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0)
    strips = _narrow_strips(image, size[0])
    top, strip = next(strips)
    narrow = Image.new(strip.mode, (size[0], image.height))
    narrow.paste(strip, (0, top))
    for top, strip in strips:
        narrow.paste(strip, (0, top))
    resized = narrow.resize(size, Image.Resampling.BICUBIC)
    return resized.convert("RGBA") if resized.mode == "RGBa" else resized


def _narrow_strips(image: Image.Image, width: int) -> Iterator[tuple[int, Image.Image]]:
    """Yield strips of the image, narrowed to `width`, each with the number of its top row."""
    height = max(1, STRIP_PIXELS // image.width)
    for top in range(0, image.height, height):
        bottom = min(image.height, top + height)
        strip = to_8_bit_channels(image.crop((0, top, image.width, bottom)))
        if strip.mode in PREMULTIPLIED:
            strip = strip.convert(PREMULTIPLIED[strip.mode])
        yield top, strip.resize((width, bottom - top), Image.Resampling.BICUBIC)
