"""Making a decoded picture smaller without a second copy of it in full size."""

from collections.abc import Iterator

from PIL import Image

from catalog.pictures.colour import is_resizable, resizable

# Pixels of a strip: 800 kB in four channels, so that it stays in the caches of a processor.
STRIP = 200_000
# Colours under transparent pixels must not bleed into their neighbours.
PREMULTIPLIED = {"RGBA": "RGBa"}


def shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """`resizable(image)` in a smaller size, the same to the last bit.

    Pillow resizes rows, then columns. So each strip is converted and brought to the new width
    alone, and what a whole converted copy would take (up to 8 bytes a pixel) is never needed.
    """
    if is_resizable(image):
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
    """With the row at which each begins, from the top."""
    height = max(1, STRIP // image.width)
    for top in range(0, image.height, height):
        bottom = min(image.height, top + height)
        strip = resizable(image.crop((0, top, image.width, bottom)))
        if strip.mode in PREMULTIPLIED:
            strip = strip.convert(PREMULTIPLIED[strip.mode])
        yield top, strip.resize((width, bottom - top), Image.Resampling.BICUBIC)
