"""Light on the flat drawing: volume, folds, the weave's grain, and the shadow it throws."""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageFilter

from catalog.demo.materials import FINISHES, grain

Pixels = npt.NDArray[np.float32]
BACKDROPS: Final = ((246, 246, 247), (241, 240, 238), (236, 238, 241), (250, 249, 247))


def lit(flat: Image.Image, material: str, seed: int) -> Image.Image:
    """RGBA with light from the upper left, as bright as the material reflects it."""
    finish = FINISHES[material]
    alpha = flat.getchannel("A")
    shade = _volume(alpha) * finish.volume + grain(material, flat.width, seed)
    colour = np.asarray(flat.convert("RGB"), dtype=np.float32)
    # Shade scales the colour, so that dark cloth keeps its hue; gloss adds white light.
    bright = (
        colour * (1 + shade[..., None]) + (np.maximum(shade, 0) * finish.gloss * 150)[..., None]
    )
    result = Image.fromarray(np.clip(bright, 0, 255).astype(np.uint8))
    result.putalpha(alpha)
    return result


def _volume(alpha: Image.Image) -> Pixels:
    """The slope of a cushion-like height over the outline, towards the light (about -0.3 to 0.3)."""
    small = alpha.resize((alpha.width // 2, alpha.height // 2), Image.Resampling.BILINEAR)
    height = np.asarray(small.filter(ImageFilter.GaussianBlur(alpha.width * 0.016)), np.float32)
    down, right = np.gradient(height / 255 * alpha.width * 0.02)
    slope = Image.fromarray((down * 0.6 + right * 0.45).astype(np.float32))
    return np.asarray(slope.resize(alpha.size, Image.Resampling.BILINEAR))


def on_backdrop(product: Image.Image, standing: bool, seed: int) -> Image.Image:
    backdrop = _backdrop(product.width, seed % len(BACKDROPS)).copy()
    alpha = product.getchannel("A")
    shadow = contact_shadow(alpha) if standing else drop_shadow(alpha)
    backdrop.paste((58, 58, 70), (0, 0), shadow)
    backdrop.paste(product.convert("RGB"), (0, 0), alpha)
    return backdrop


@lru_cache(maxsize=16)
def _backdrop(size: int, index: int) -> Image.Image:
    """A paper sweep: brightest behind the product, a little darker to the corners."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    fall = 1.0 - 0.11 * (x**2 + (y + 0.08) ** 2) - 0.02 * np.clip(y, 0, 1)
    tone = np.array(BACKDROPS[index], dtype=np.float32)
    return Image.fromarray(np.clip(fall[..., None] * tone, 0, 255).astype(np.uint8))


def drop_shadow(alpha: Image.Image) -> Image.Image:
    """Of a thing lying flat: soft, close, down and to the right."""
    size = alpha.width
    quarter = alpha.resize((size // 4, size // 4), Image.Resampling.BOX)
    soft = quarter.filter(ImageFilter.GaussianBlur(size * 0.006)).resize(alpha.size)
    moved = ImageChops.offset(soft, round(size * 0.010), round(size * 0.018))
    return moved.point(_at(0.34))


def contact_shadow(alpha: Image.Image) -> Image.Image:
    """Of a standing thing: its outline pressed flat onto the ground beneath it."""
    bounds = alpha.getbbox() or (0, 0, alpha.width, alpha.height)
    size, base = alpha.width, bounds[3]
    pressed = alpha.crop(bounds).resize((bounds[2] - bounds[0], max(6, size // 16)))
    ground = Image.new("L", alpha.size)
    ground.paste(pressed, (bounds[0] + size // 60, base - round(pressed.height * 0.72)))
    wide = ground.resize((size // 4, size // 4)).filter(ImageFilter.GaussianBlur(size * 0.006))
    return wide.resize(alpha.size, Image.Resampling.BILINEAR).point(_at(0.62))


def _at(opacity: float) -> list[int]:
    return [round(level * opacity) for level in range(256)]
