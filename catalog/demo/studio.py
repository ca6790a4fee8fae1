"""Product pictures as a shop takes them: one product, soft light, a pale background."""

import io
import random
import zlib

import resvg_py
from PIL import Image

from catalog.demo.fabric import Dyes
from catalog.demo.lighting import lit, on_backdrop
from catalog.demo.palette import COLOURS, nuance
from catalog.demo.silhouettes import SILHOUETTES
from catalog.demo.svg import Cloth, svg_text
from catalog.demo.world import Design


def design_seed(design: Design) -> int:
    """The same number for the same design on every machine (`hash` is salted per process)."""
    return zlib.crc32(repr(design).encode())


def studio_picture(design: Design, *, size: int = 512) -> Image.Image:
    """RGB, size x size."""
    return on_backdrop(cut_out(design, size=size), _standing(design), design_seed(design))


def cut_out(design: Design, *, size: int) -> Image.Image:
    """RGBA: the lit product alone, without its shadow."""
    seed = design_seed(design)
    text = svg_text(SILHOUETTES[design.kind](design), _cloth(design, seed), size)
    flat = Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True)))
    return lit(flat.convert("RGBA"), design.material, seed)


def _standing(design: Design) -> bool:
    return SILHOUETTES[design.kind](design).standing


def _cloth(design: Design, seed: int) -> Cloth:
    rng = random.Random(seed)
    main = nuance(design.colour, rng)
    second = COLOURS[design.pattern_colour] if design.pattern_colour else main
    return Cloth(design.pattern, Dyes(main, second), seed)
