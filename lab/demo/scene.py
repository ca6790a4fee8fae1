"""A shopper's photo of several products that lie side by side, with the box of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from catalog.pictures.crop import CropBox
from lab.demo.backgrounds import background
from lab.demo.camera import Rng, compress_jpeg, defocus, expose
from lab.demo.lighting import drop_shadow
from lab.demo.studio import DEFAULT_SIZE, cut_out
from lab.demo.world import Design

MAX_PRODUCTS: Final = 4
SLOTS: Final = {
    2: (
        ((0, 0, 0.5, 1), (0.5, 0, 1, 1)),
        ((0, 0, 1, 0.5), (0, 0.5, 1, 1)),
        ((0, 0, 0.55, 0.55), (0.45, 0.45, 1, 1)),
    ),
    3: (
        ((0, 0, 0.5, 0.5), (0.5, 0, 1, 0.5), (0.2, 0.5, 0.8, 1)),
        ((0, 0, 0.5, 1), (0.5, 0, 1, 0.5), (0.5, 0.5, 1, 1)),
    ),
    4: (((0, 0, 0.5, 0.5), (0.5, 0, 1, 0.5), (0, 0.5, 0.5, 1), (0.5, 0.5, 1, 1)),),
}
"""For each number of products, layouts of boxes (left, top, right, bottom) to place them in."""


@dataclass(frozen=True, slots=True)
class Scene:
    photo: Image.Image
    boxes: tuple[CropBox, ...]  # of the products, in the order they were given


def product_scene(designs: Sequence[Design], *, seed: int, size: int = DEFAULT_SIZE) -> Scene:
    """Photograph 2 to 4 products together, as an RGB photo of size x size pixels.

    The seed chooses background, places, angles and light.
    """
    return scene_of([cut_out(design, size=size) for design in designs], seed=seed, size=size)


def scene_of(products: Sequence[Image.Image], *, seed: int, size: int) -> Scene:
    """Photograph 2 to 4 cut-out products (RGBA) together."""
    rng = np.random.default_rng(seed)
    layouts = SLOTS[len(products)]
    scene = background(size, rng)
    layout = layouts[int(rng.integers(len(layouts)))]
    boxes = tuple(
        _place(scene, product, slot, rng) for product, slot in zip(products, layout, strict=True)
    )
    return Scene(compress_jpeg(expose(defocus(scene, rng), rng), rng), boxes)


def _place(
    scene: Image.Image, product: Image.Image, slot: tuple[float, float, float, float], rng: Rng
) -> CropBox:
    """Paste a product into its slot, turned and resized, and return its box."""
    size = scene.width
    fitted = _fit(product, slot, size * rng.uniform(0.75, 0.96), float(rng.uniform(-15, 15)))
    free = [(slot[i + 2] - slot[i]) * size - fitted.size[i] for i in (0, 1)]
    left, top = (round(slot[i] * size + rng.uniform(0.2, 0.8) * free[i]) for i in (0, 1))
    layer = Image.new("RGBA", scene.size)
    layer.paste(fitted, (left, top))
    scene.paste((30, 28, 32), (0, 0), drop_shadow(layer.getchannel("A")))
    scene.paste(layer.convert("RGB"), (0, 0), layer.getchannel("A"))
    sides = (left, top, left + fitted.width, top + fitted.height)
    x1, y1, x2, y2 = (min(1.0, max(0.0, side / size)) for side in sides)
    return CropBox(left=x1, top=y1, right=x2, bottom=y2)


def _fit(
    product: Image.Image, slot: tuple[float, float, float, float], scale: float, angle: float
) -> Image.Image:
    """Turn the product and resize it to its slot; `scale` is the pixels of a slot's side of 1."""
    turned = product.rotate(angle, Image.Resampling.BILINEAR, expand=True)
    cut = turned.crop(turned.getchannel("A").point(lambda alpha: 255 * (alpha > 40)).getbbox())
    sides = (slot[2] - slot[0], slot[3] - slot[1])
    ratio = scale * min(side / length for side, length in zip(sides, cut.size, strict=True))
    width, height = (max(1, round(length * ratio)) for length in cut.size)
    return cut.resize((width, height), Image.Resampling.BICUBIC)
