"""Renders a product as a shopper's phone would photograph it."""

import numpy as np
from PIL import Image

from lab.demo.backgrounds import background
from lab.demo.camera import compress_jpeg, defocus, expose, perspective_warp
from lab.demo.lighting import drop_shadow
from lab.demo.studio import DEFAULT_SIZE, cut_out, design_seed
from lab.demo.world import Design


def shopper_photo(design: Design, *, seed: int, size: int = DEFAULT_SIZE) -> Image.Image:
    """Draw an RGB photo of size x size pixels. The seed chooses background, angle and light."""
    rng = np.random.default_rng((design_seed(design), seed))
    product = perspective_warp(cut_out(design, size=size), rng)
    scene = background(size, rng)
    alpha = product.getchannel("A")
    scene.paste((30, 28, 32), (0, 0), drop_shadow(alpha))
    scene.paste(product.convert("RGB"), (0, 0), alpha)
    return compress_jpeg(expose(defocus(scene, rng), rng), rng)
