"""Lights a flat drawing: gives it volume and folds, and casts its shadow."""

from functools import lru_cache
from typing import Final

import numpy as np
from PIL import Image, ImageFilter

from lab.demo.materials import BRIGHTNESS_UNIT, FINISHES, Surface, grain

BACKDROPS: Final = ((246, 246, 247), (241, 240, 238), (236, 238, 241), (250, 249, 247))


def apply_light(flat: Image.Image, shades: Image.Image, surface: Surface) -> Image.Image:
    """Light `flat` (RGBA) from the upper left. `shades` is its shading in grey, drawn smaller."""
    finish = FINISHES[surface.material]
    light = _lights(shades, finish.volume).resize(flat.size, Image.Resampling.BICUBIC)
    gain = np.asarray(light, dtype=np.float32) * BRIGHTNESS_UNIT + grain(surface, flat.width)
    level = gain.astype(np.int16)[..., None]
    colour = np.asarray(flat.convert("RGB"), dtype=np.int16)
    # The gain multiplies the colour, so that dark cloth keeps its hue; gloss adds white light.
    # Fixed point (BRIGHTNESS_UNIT is 1.0): about three times as fast as floats.
    bright = colour + ((colour * level) >> 7)
    if finish.gloss:
        bright += (np.maximum(gain, 0) * finish.gloss).astype(np.int16)[..., None]
    result = Image.fromarray(np.clip(bright, 0, 255).astype(np.uint8))
    result.putalpha(flat.getchannel("A"))
    return result


def _lights(shades: Image.Image, volume: float) -> Image.Image:
    """Return relative brightness, around 0, from drawn shading and the slopes of a soft bulge."""
    ground = Image.new("RGBA", shades.size, (128, 128, 128, 255))
    ground.alpha_composite(shades)
    drawn = np.asarray(ground.convert("L"), dtype=np.float32) / 128 - 1
    inside = shades.getchannel("A").filter(ImageFilter.GaussianBlur(shades.width * 0.018))
    down, right = np.gradient(np.asarray(inside, np.float32) * (shades.width * 0.026 / 255))
    return Image.fromarray(drawn + (down * 0.6 + right * 0.45) * volume)


def place_on_backdrop(product: Image.Image, standing: bool, seed: int) -> Image.Image:
    backdrop = _backdrop(product.width, seed % len(BACKDROPS)).copy()
    alpha = product.getchannel("A")
    shadow = contact_shadow(alpha) if standing else drop_shadow(alpha)
    backdrop.paste((58, 58, 70), (0, 0), shadow)
    backdrop.paste(product.convert("RGB"), (0, 0), alpha)
    return backdrop


@lru_cache(maxsize=16)
def _backdrop(size: int, index: int) -> Image.Image:
    """Draw a paper sweep: brightest behind the product, slightly darker towards the corners."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    fall = 1.0 - 0.11 * (x**2 + (y + 0.08) ** 2) - 0.02 * np.clip(y, 0, 1)
    tone = np.array(BACKDROPS[index], dtype=np.float32)
    return Image.fromarray(np.clip(fall[..., None] * tone, 0, 255).astype(np.uint8))


def drop_shadow(alpha: Image.Image) -> Image.Image:
    """Return the shadow of a product lying flat, as opacity: soft, close, down and to the right."""
    size = alpha.width
    quarter = alpha.resize((size // 4, size // 4), Image.Resampling.BOX)
    soft = quarter.filter(ImageFilter.GaussianBlur(size * 0.006)).resize(alpha.size)
    moved = Image.new("L", alpha.size)
    moved.paste(soft, (round(size * 0.010), round(size * 0.018)))
    return moved.point(_at(0.34))


def contact_shadow(alpha: Image.Image) -> Image.Image:
    """Return the shadow of a standing product, as opacity: its outline flattened to the ground."""
    bounds = alpha.getbbox() or (0, 0, alpha.width, alpha.height)
    size, base = alpha.width, bounds[3]
    pressed = alpha.crop(bounds).resize((bounds[2] - bounds[0], max(6, size // 16)))
    ground = Image.new("L", alpha.size)
    ground.paste(pressed, (bounds[0] + size // 60, base - round(pressed.height * 0.72)))
    wide = ground.resize((size // 4, size // 4)).filter(ImageFilter.GaussianBlur(size * 0.006))
    return wide.resize(alpha.size, Image.Resampling.BILINEAR).point(_at(0.62))


def _at(opacity: float) -> list[int]:
    return [round(level * opacity) for level in range(256)]
