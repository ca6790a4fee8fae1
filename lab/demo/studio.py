"""Product pictures as a shop takes them: one product, soft light, a pale background."""

import io
import random
import zlib
from typing import Final

import resvg_py
from PIL import Image

from lab.demo.fabric import Dyes
from lab.demo.lighting import lit, on_backdrop
from lab.demo.materials import Surface
from lab.demo.palette import COLOURS, nuance
from lab.demo.shading import shade_text
from lab.demo.silhouettes import SILHOUETTES
from lab.demo.svg import Cloth, svg_text
from lab.demo.world import Design

DEFAULT_SIZE: Final = 384
SHADE_SCALE: Final = 4


def design_seed(design: Design) -> int:
    """The same number for the same design on every machine (`hash` is salted per process)."""
    return zlib.crc32(repr(design).encode())


def studio_picture(design: Design, *, size: int = DEFAULT_SIZE) -> Image.Image:
    """RGB, size x size."""
    standing = SILHOUETTES[design.kind](design).standing
    return on_backdrop(cut_out(design, size=size), standing, design_seed(design))


def cut_out(design: Design, *, size: int) -> Image.Image:
    """RGBA: the lit product alone, without its shadow."""
    seed = design_seed(design)
    drawing = SILHOUETTES[design.kind](design)
    flat = _rendered(svg_text(drawing, _cloth(design, seed), size))
    shades = _rendered(shade_text(drawing, size // SHADE_SCALE))
    return lit(flat, shades, Surface(design.material, seed))


def _rendered(text: str) -> Image.Image:
    png = resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True)
    return Image.open(io.BytesIO(png)).convert("RGBA")


def _cloth(design: Design, seed: int) -> Cloth:
    rng = random.Random(seed)
    main = nuance(design.colour, rng)
    second = COLOURS[design.pattern_colour] if design.pattern_colour else main
    return Cloth(design.pattern, Dyes(main, second), seed)
