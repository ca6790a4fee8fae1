"""Studio pictures of a product: one product, soft light, a pale background."""

import io
import random
import zlib
from typing import Final

import resvg_py
from PIL import Image

from lab.demo.drawings import DRAWINGS
from lab.demo.fabric import Dyes
from lab.demo.lighting import apply_light, place_on_backdrop
from lab.demo.materials import Surface
from lab.demo.palette import COLOURS, jitter
from lab.demo.shading import shading_svg
from lab.demo.svg import Fabric, product_svg
from lab.demo.world import Design

DEFAULT_SIZE: Final = 384
SHADE_SCALE: Final = 4
"""Shading is drawn this many times smaller than the picture: it is soft anyway."""


def design_seed(design: Design) -> int:
    """Return the CRC of the design's repr. Unlike `hash`, it is the same in every process.

    The repr contains the names of Design and its fields: renaming one changes every picture.
    """
    return zlib.crc32(repr(design).encode())


def studio_picture(design: Design, *, size: int = DEFAULT_SIZE) -> Image.Image:
    """Draw the product on a backdrop, as an RGB picture of size x size pixels."""
    standing = DRAWINGS[design.kind](design).standing
    return place_on_backdrop(cut_out(design, size=size), standing, design_seed(design))


def cut_out(design: Design, *, size: int) -> Image.Image:
    """Draw the lit product alone as RGBA, without backdrop and shadow."""
    seed = design_seed(design)
    drawing = DRAWINGS[design.kind](design)
    flat = _rasterize(product_svg(drawing, _fabric(design, seed), size))
    shades = _rasterize(shading_svg(drawing, size // SHADE_SCALE))
    return apply_light(flat, shades, Surface(design.material, seed))


def _rasterize(text: str) -> Image.Image:
    png = resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True)
    return Image.open(io.BytesIO(png)).convert("RGBA")


def _fabric(design: Design, seed: int) -> Fabric:
    rng = random.Random(seed)
    main = jitter(design.colour, rng)
    second = COLOURS[design.pattern_colour] if design.pattern_colour else main
    return Fabric(design.pattern, Dyes(main, second), seed)
