"""Draws a product as SVG: a drawing, filled with a fabric."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lab.demo.fabric import TILES, Dyes
from lab.demo.palette import darken, lighten, luminance, mix, to_hex
from lab.demo.vector_shapes import Drawing, Line, Part

FIXED_ROLES: Final = {
    "metal": "#b9bdc4", "gold": "#cfa550", "wood": "#a9784b", "cork": "#c49a6c", "sole": "#f1efe9",
    "sole_dark": "#2f2a28", "rubber": "#2b2c30", "leather": "#7a4c2c", "white": "#f6f4ef",
    "ceramic": "#d9d4ca", "face": "#fafaf6", "lens": "#23262e", "button": "#ece6d8",
    "lining": "#dcbf9d", "thread": "#d9a44a", "stitch": "#ffffff", "light": "#ffffff",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fabric:
    """The fabric of a product; `seed` fixes the random details of its pattern."""

    pattern: str
    dyes: Dyes
    seed: int


def document(size: int, definitions: str, body: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" '
        f'viewBox="0 0 400 400"><defs>{definitions}</defs>{"".join(body)}</svg>'
    )


def mirror_if_needed(element: Part | Line, drawn: str) -> str:
    return f'<g transform="matrix(-1 0 0 1 400 0)">{drawn}</g>' if element.mirrored else drawn


def product_svg(drawing: Drawing, fabric: Fabric, size: int) -> str:
    """Draw the product in flat colours, without light, on a transparent ground."""
    turns = {part.turn for part in drawing.elements if isinstance(part, Part)}
    patterns = _PatternDefinitions(drawing, fabric, size / 400)
    definitions = (
        "" if fabric.pattern == "plain" else "".join(map(patterns.definition, sorted(turns)))
    )
    painter = _Painter(_roles(fabric), fabric.pattern == "plain")
    return document(size, definitions, (painter.element(part) for part in drawing.elements))


@dataclass(frozen=True, slots=True)
class _PatternDefinitions:
    """The SVG pattern definitions of one drawing; `zoom` is pixels per canvas unit."""

    drawing: Drawing
    fabric: Fabric
    zoom: float

    def definition(self, turn: int) -> str:
        if self.fabric.pattern == "colour block":
            return self._blocks(turn)
        return self._repeats(turn)

    def _blocks(self, turn: int) -> str:
        """Define a hard-edged gradient: the lower part of the product has the second colour."""
        at, dyes = self.drawing.block / 400, self.fabric.dyes
        return (
            f'<linearGradient id="{_fabric_id(turn)}" gradientUnits="userSpaceOnUse" x1="0" '
            f'y1="0" x2="0" y2="400"><stop offset="{at:g}" stop-color="{dyes.base}"/>'
            f'<stop offset="{at:g}" stop-color="{dyes.print}"/></linearGradient>'
        )

    def _repeats(self, turn: int) -> str:
        # The random generator starts anew for each turn: sleeves and body get the same pattern.
        tile = TILES[self.fabric.pattern](self.fabric.dyes, random.Random(self.fabric.seed))
        scale = self.drawing.pattern_scale
        # With whole pixels per repeat, the renderer copies tiles instead of resampling them.
        pixel = self.zoom * scale
        width, height = round(tile.width * pixel) / pixel, round(tile.height * pixel) / pixel
        turned = f"translate(200 200) rotate({turn}) " if turn else ""
        return (
            f'<pattern id="{_fabric_id(turn)}" patternUnits="userSpaceOnUse" width="{width}" '
            f'height="{height}" patternTransform="{turned}scale({scale})">'
            f'<g transform="scale({width / tile.width} {height / tile.height})">'
            f'<rect width="{tile.width + 1:g}" height="{tile.height + 1:g}" '
            f'fill="{self.fabric.dyes.base}"/>{tile.shapes}</g></pattern>'
        )


def _fabric_id(turn: int) -> str:
    return f"fabric{turn}".replace("-", "m")


def _roles(fabric: Fabric) -> dict[str, str]:
    main = fabric.dyes.main
    dark = luminance(main) < 60
    tinted = lighten(main, 0.14) if dark else darken(main, 0.16)
    trim = fabric.dyes.second if fabric.pattern in {"colour block", "argyle"} else tinted
    return FIXED_ROLES | {
        "main": to_hex(main),
        "fabric_main": to_hex(main),
        "fabric": to_hex(main),
        "trim": to_hex(trim),
        "dark_main": to_hex(darken(main, 0.25)),
        "inside": to_hex(darken(main, 0.42)),
        "dark": to_hex(lighten(main, 0.35) if dark else darken(main, 0.8)),
        "stitch": to_hex(lighten(main, 0.4) if luminance(main) < 150 else darken(main, 0.35)),
        "ribbon": to_hex(fabric.dyes.second if fabric.pattern != "plain" else darken(main, 0.55)),
        "outline": to_hex(mix(darken(main, 0.7), (40, 40, 46), 0.3)),
    }


@dataclass(frozen=True, slots=True)
class _Painter:
    roles: dict[str, str]
    plain: bool

    def element(self, element: Part | Line) -> str:
        drawn = self._part(element) if isinstance(element, Part) else self._line(element)
        return mirror_if_needed(element, drawn)

    def _part(self, part: Part) -> str:
        edge = (
            f' stroke="{self.roles["outline"]}" stroke-opacity=".42" stroke-width="{part.outline}"'
            if part.outline
            else ""
        )
        return f'<path d="{part.d}" fill="{self._fill(part)}"{edge}/>'

    def _fill(self, part: Part) -> str:
        if part.fill == "fabric" and not self.plain:
            return f"url(#{_fabric_id(part.turn)})"
        return self._tone(part.fill)

    def _line(self, line: Line) -> str:
        dashes = ' stroke-dasharray="4 3"' if line.dashed else ""
        return (
            f'<path d="{line.d}" fill="none" stroke="{self._tone(line.tone)}" '
            f'stroke-width="{line.width}" stroke-opacity="{line.opacity}" '
            f'stroke-linecap="round"{dashes}/>'
        )

    def _tone(self, role: str) -> str:
        return role if role.startswith("#") else self.roles[role]
