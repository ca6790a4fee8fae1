"""Any mode Pillow decodes to plain RGB in sRGB, as a person would see it on white paper."""

import io

import numpy as np
from PIL import Image, ImageCms

# Which ICC colour space can describe which mode.
ICC_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}


def resizable(image: Image.Image) -> Image.Image:
    """The same picture in a mode of whole 8-bit channels: L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I;16"):
        # Pillow's own conversion clips everything above 255 to white.
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in ICC_SPACES else image.convert("RGB")


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
