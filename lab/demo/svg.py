"""A drawing and its dyes as SVG text."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lab.demo.drawing import Drawing, Line, Part
from lab.demo.fabric import TILES, Dyes
from lab.demo.palette import darker, hexed, lighter, luminance, mixed

FIXED_ROLES: Final = {
    "metal": "#b9bdc4", "gold": "#cfa550", "wood": "#a9784b", "cork": "#c49a6c", "sole": "#f1efe9",
    "sole_dark": "#2f2a28", "rubber": "#2b2c30", "leather": "#7a4c2c", "white": "#f6f4ef",
    "ceramic": "#d9d4ca", "face": "#fafaf6", "lens": "#23262e", "button": "#ece6d8",
    "lining": "#dcbf9d", "thread": "#d9a44a", "stitch": "#ffffff", "light": "#ffffff",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cloth:
    """What a drawing is made of."""

    pattern: str
    dyes: Dyes
    seed: int


def document(size: int, definitions: str, body: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" '
        f'viewBox="0 0 400 400"><defs>{definitions}</defs>{"".join(body)}</svg>'
    )


def sided(element: Part | Line, drawn: str) -> str:
    return f'<g transform="matrix(-1 0 0 1 400 0)">{drawn}</g>' if element.mirrored else drawn


def svg_text(drawing: Drawing, cloth: Cloth, size: int) -> str:
    """The product's flat colours and lines alone, on a transparent ground."""
    turns = {part.turn for part in drawing.elements if isinstance(part, Part)}
    weave = _Weave(drawing, cloth, size / 400)
    fabrics = "" if cloth.pattern == "plain" else "".join(map(weave.fabric, sorted(turns)))
    painter = _Painter(_roles(cloth), cloth.pattern == "plain")
    return document(size, fabrics, (painter.element(part) for part in drawing.elements))


@dataclass(frozen=True, slots=True)
class _Weave:
    """The pattern definitions of one picture; `zoom` is pixels per canvas unit."""

    drawing: Drawing
    cloth: Cloth
    zoom: float

    def fabric(self, turn: int) -> str:
        if self.cloth.pattern == "colour block":
            return self._blocks(turn)
        return self._repeats(turn)

    def _blocks(self, turn: int) -> str:
        """Not a repeat: the lower part of the product is in the second colour."""
        at, dyes = self.drawing.block / 400, self.cloth.dyes
        return (
            f'<linearGradient id="{_fabric_id(turn)}" gradientUnits="userSpaceOnUse" x1="0" '
            f'y1="0" x2="0" y2="400"><stop offset="{at:g}" stop-color="{dyes.base}"/>'
            f'<stop offset="{at:g}" stop-color="{dyes.print}"/></linearGradient>'
        )

    def _repeats(self, turn: int) -> str:
        # Seeded anew for each turn: the sleeve is cut from the same cloth as the body.
        tile = TILES[self.cloth.pattern](self.cloth.dyes, random.Random(self.cloth.seed))
        scale = self.drawing.pattern_scale
        # Whole pixels per repeat let the renderer copy tiles instead of resampling them.
        pixel = self.zoom * scale
        width, height = round(tile.width * pixel) / pixel, round(tile.height * pixel) / pixel
        turned = f"translate(200 200) rotate({turn}) " if turn else ""
        return (
            f'<pattern id="{_fabric_id(turn)}" patternUnits="userSpaceOnUse" width="{width}" '
            f'height="{height}" patternTransform="{turned}scale({scale})">'
            f'<g transform="scale({width / tile.width} {height / tile.height})">'
            f'<rect width="{tile.width + 1:g}" height="{tile.height + 1:g}" '
            f'fill="{self.cloth.dyes.base}"/>{tile.shapes}</g></pattern>'
        )


def _fabric_id(turn: int) -> str:
    return f"fabric{turn}".replace("-", "m")


def _roles(cloth: Cloth) -> dict[str, str]:
    main = cloth.dyes.main
    dark = luminance(main) < 60
    tinted = lighter(main, 0.14) if dark else darker(main, 0.16)
    trim = cloth.dyes.second if cloth.pattern in {"colour block", "argyle"} else tinted
    return FIXED_ROLES | {
        "main": hexed(main),
        "fabric_main": hexed(main),
        "fabric": hexed(main),
        "trim": hexed(trim),
        "dark_main": hexed(darker(main, 0.25)),
        "inside": hexed(darker(main, 0.42)),
        "dark": hexed(lighter(main, 0.35) if dark else darker(main, 0.8)),
        "stitch": hexed(lighter(main, 0.4) if luminance(main) < 150 else darker(main, 0.35)),
        "ribbon": hexed(cloth.dyes.second if cloth.pattern != "plain" else darker(main, 0.55)),
        "outline": hexed(mixed(darker(main, 0.7), (40, 40, 46), 0.3)),
    }


@dataclass(frozen=True, slots=True)
class _Painter:
    roles: dict[str, str]
    plain: bool

    def element(self, element: Part | Line) -> str:
        drawn = self._part(element) if isinstance(element, Part) else self._line(element)
        return sided(element, drawn)

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
