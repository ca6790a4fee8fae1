"""Any mode Pillow decodes to plain RGB in sRGB, as a person would see it on white paper."""

import io
from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageCms
from PIL.ImageFile import ImageFile

# Which ICC colour space can describe which mode.
ICC_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}


# A PNG names its transparent colour in as many bits as its own pixels have. Pillow widens or
# narrows the pixels to 8 bits and leaves the name as it is.
KEY_IN_8_BITS: Mapping[str, Callable[[int], int]] = {
    "L;2": lambda grey: grey * 85,
    "L;4": lambda grey: grey * 17,
    "RGB;16B": lambda channel: channel >> 8,
}


def key_as_decoded(image: ImageFile) -> None:
    """Name the transparent colour of a PNG, not loaded yet, as its pixels will have it."""
    key, change = image.info.get("transparency"), KEY_IN_8_BITS.get(_raw_mode(image))
    if change and isinstance(key, int):
        image.info["transparency"] = change(key)
    elif change and isinstance(key, tuple):
        image.info["transparency"] = tuple(map(change, key))


def _raw_mode(image: ImageFile) -> str:
    arguments = image.tile[0].args if image.tile else None
    return arguments if isinstance(arguments, str) else ""


def is_resizable(image: Image.Image) -> bool:
    """Whether it has channels of 8 bits already, and hides no colours."""
    return image.mode in ICC_SPACES and not image.has_transparency_data


def resizable(image: Image.Image) -> Image.Image:
    """The same picture in a mode of whole 8-bit channels: L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I;16"):
        return _of_16_bits(image)
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in ICC_SPACES else image.convert("RGB")


def _of_16_bits(image: Image.Image) -> Image.Image:
    # Pillow's own conversion clips everything above 255 to white, and forgets transparency.
    pixels = np.asarray(image)
    grey = Image.fromarray((pixels >> 8).astype(np.uint8))
    if "transparency" not in image.info:
        return grey
    opaque = Image.fromarray(
        np.where(pixels == image.info["transparency"], 0, 255).astype(np.uint8)
    )
    return Image.merge("LA", (grey, opaque)).convert("RGBA")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """`profile`: the ICC profile of the file, if it had one."""
    if image.mode == "RGBA":
        image = _on_white(image)
    if profile:
        image = _converted(image, profile)
    return image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    """What lies hidden under transparent pixels must not appear."""
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != ICC_SPACES[image.mode]:
            return image
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, UnicodeDecodeError):
        # A corrupt profile: colours slightly off are better than a refused photo.
        return image
    return converted or image
