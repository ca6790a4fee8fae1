"""Conversion of decoded images, of any Pillow mode, to RGB in sRGB on a white background."""

import io
from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageCms
from PIL.ImageFile import ImageFile

# Pillow mode: the ICC colour space that can describe it.
ICC_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}

# Raw mode of a PNG: how Pillow converts its samples to 8 bits. It does not convert the transparent
# colour (tRNS), which the file gives in the original bit depth.
TO_8_BITS: Mapping[str, Callable[[int], int]] = {
    "L;2": lambda grey: grey * 85,
    "L;4": lambda grey: grey * 17,
    "RGB;16B": lambda channel: channel >> 8,
}


def convert_transparent_colour(image: ImageFile) -> None:
    """Convert a PNG's transparent colour to 8 bits, as load() will convert the pixels.

    Call this before load().
    """
    colour, to_8_bits = image.info.get("transparency"), TO_8_BITS.get(_raw_mode(image))
    if to_8_bits and isinstance(colour, int):
        image.info["transparency"] = to_8_bits(colour)
    elif to_8_bits and isinstance(colour, tuple):
        image.info["transparency"] = tuple(map(to_8_bits, colour))


def _raw_mode(image: ImageFile) -> str:
    arguments = image.tile[0].args if image.tile else None
    return arguments if isinstance(arguments, str) else ""


def has_8_bit_channels(image: Image.Image) -> bool:
    """Whether `to_8_bit_channels` would return the image itself."""
    return image.mode in ICC_SPACES and not image.has_transparency_data


def to_8_bit_channels(image: Image.Image) -> Image.Image:
    """Convert to L, RGB, RGBA or CMYK, the modes that Pillow resizes well."""
    if image.mode.startswith("I;16"):
        return _from_16_bits(image)
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in ICC_SPACES else image.convert("RGB")


def _from_16_bits(image: Image.Image) -> Image.Image:
    # Pillow's own conversion clips everything above 255 to white, and drops transparency.
    pixels = np.asarray(image)
    grey = Image.fromarray((pixels >> 8).astype(np.uint8))
    if "transparency" not in image.info:
        return grey
    alpha = Image.fromarray(np.where(pixels == image.info["transparency"], 0, 255).astype(np.uint8))
    return Image.merge("LA", (grey, alpha)).convert("RGBA")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert to RGB in sRGB. `profile`: the ICC profile of the file, if it has one."""
    if image.mode == "RGBA":
        image = _flatten_on_white(image)
    if profile:
        image = _apply_profile(image, profile)
    return image.convert("RGB")


def _flatten_on_white(image: Image.Image) -> Image.Image:
    # Dropping the alpha channel would reveal colours hidden under transparent pixels.
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != ICC_SPACES[image.mode]:
            return image
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, UnicodeDecodeError):
        # A corrupt profile: slightly wrong colours are better than a refused photo.
        return image
    return converted or image
