"""A drawing and its dyes as SVG text."""

import random
from dataclasses import dataclass
from typing import Final

from catalog.demo.drawing import Drawing, Line, Part
from catalog.demo.fabric import TILES, Dyes, Tile, colour_block
from catalog.demo.palette import Rgb, darker, hexed, lighter, luminance, mixed

METALS: Final = {
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


def _gradient(name: str, stops: tuple[tuple[float, str, float], ...], frame: str) -> str:
    marks = "".join(
        f'<stop offset="{at}" stop-color="{tone}" stop-opacity="{opacity}"/>'
        for at, tone, opacity in stops
    )
    kind = "radialGradient" if "cx" in frame else "linearGradient"
    return f'<{kind} id="{name}" {frame}>{marks}</{kind}>'


ACROSS: Final = 'x1="0" y1="0" x2="1" y2="0"'
DOWN: Final = 'x1="0" y1="0" x2="0" y2="1"'
SLANTED: Final = 'x1="0" y1="0" x2="1" y2="1"'
DARK: Final = "#05060f"
SHADES: Final = "".join((
    _gradient("soft", ((0, "#fff", 0.12), (0.45, "#fff", 0.0), (1, DARK, 0.16)), SLANTED),
    _gradient("cylinder", ((0, DARK, 0.3), (0.14, DARK, 0.1), (0.3, "#fff", 0.16),
                           (0.5, "#fff", 0.0), (0.85, DARK, 0.18), (1, DARK, 0.34)), ACROSS),
    _gradient("sleeve", ((0, DARK, 0.1), (0.35, "#fff", 0.1), (0.7, DARK, 0.06),
                         (1, DARK, 0.26)), ACROSS),
    _gradient("legs", ((0, DARK, 0.16), (0.16, "#fff", 0.1), (0.34, "#fff", 0.0),
                       (0.5, DARK, 0.22), (0.66, "#fff", 0.08), (1, DARK, 0.22)), ACROSS),
    _gradient("drop", ((0, "#fff", 0.1), (0.4, "#fff", 0.0), (1, DARK, 0.24)), DOWN),
    _gradient("dome", ((0, "#fff", 0.26), (0.5, "#fff", 0.02), (1, DARK, 0.3)),
              'cx=".38" cy=".3" r=".78"'),
    _gradient("pillow", ((0, "#fff", 0.12), (0.62, "#fff", 0.0), (1, DARK, 0.26)),
              'cx=".45" cy=".4" r=".74"'),
    _gradient("well", ((0, "#fff", 0.12), (0.7, DARK, 0.06), (1, DARK, 0.2)),
              'cx=".56" cy=".6" r=".62"'),
    _gradient("glow", ((0, "#fff3c8", 0.5), (0.6, "#fff3c8", 0.14), (1, DARK, 0.12)),
              'cx=".5" cy=".62" r=".7"'),
))  # fmt: skip


def svg_text(drawing: Drawing, cloth: Cloth, size: int) -> str:
    """The product alone, on a transparent ground."""
    turns = sorted({part.turn for part in drawing.elements if isinstance(part, Part)} | {0})
    fabrics = "".join(_fabric(drawing, cloth, turn) for turn in turns)
    painter = _Painter(_roles(cloth))
    body = "".join(painter.element(element) for element in drawing.elements)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" '
        f'viewBox="0 0 400 400"><defs>{SHADES}{fabrics}</defs>{body}</svg>'
    )


def _fabric(drawing: Drawing, cloth: Cloth, turn: int) -> str:
    tile, corner = _tile(drawing, cloth)
    angle = 0 if cloth.pattern == "colour block" else turn
    return (
        f'<pattern id="{_fabric_id(turn)}" patternUnits="userSpaceOnUse" x="{corner}" y="{corner}" '
        f'width="{tile.width:g}" height="{tile.height:g}" patternTransform="translate(200 200) '
        f'rotate({angle}) scale({drawing.pattern_scale}) translate(-200 -200)">'
        f'<rect width="{tile.width:g}" height="{tile.height:g}" fill="{cloth.dyes.base}"/>'
        f"{tile.shapes}</pattern>"
    )


def _tile(drawing: Drawing, cloth: Cloth) -> tuple[Tile, float]:
    if cloth.pattern == "plain":
        return Tile(400, 400, ""), 0
    if cloth.pattern == "colour block":
        at = 200 + (drawing.block - 200) / drawing.pattern_scale
        return colour_block(cloth.dyes, at), -400
    # Seeded anew for each turn: the sleeve is cut from the same cloth as the body.
    return TILES[cloth.pattern](cloth.dyes, random.Random(cloth.seed)), 0


def _fabric_id(turn: int) -> str:
    return f"fabric{turn}".replace("-", "m")


def _roles(cloth: Cloth) -> dict[str, str]:
    main = cloth.dyes.main
    dark = luminance(main) < 60
    tinted = lighter(main, 0.14) if dark else darker(main, 0.16)
    trim = cloth.dyes.second if cloth.pattern in {"colour block", "argyle"} else tinted
    return METALS | {
        "main": hexed(main),
        "fabric_main": hexed(main),
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

    def element(self, element: Part | Line) -> str:
        drawn = self._part(element) if isinstance(element, Part) else self._line(element)
        if element.mirrored:
            return f'<g transform="matrix(-1 0 0 1 400 0)">{drawn}</g>'
        return drawn

    def _part(self, part: Part) -> str:
        fill = f"url(#{_fabric_id(part.turn)})" if part.fill == "fabric" else self._tone(part.fill)
        edge = (
            f' stroke="{self.roles["outline"]}" stroke-opacity=".42" stroke-width="{part.outline}"'
            if part.outline
            else ""
        )
        base = f'<path d="{part.d}" fill="{fill}"{edge}/>'
        shade = "" if part.shade == "flat" else f'<path d="{part.d}" fill="url(#{part.shade})"/>'
        return base + shade

    def _line(self, line: Line) -> str:
        dashes = ' stroke-dasharray="4 3"' if line.dashed else ""
        return (
            f'<path d="{line.d}" fill="none" stroke="{self._tone(line.tone)}" '
            f'stroke-width="{line.width}" stroke-opacity="{line.opacity}" '
            f'stroke-linecap="round"{dashes}/>'
        )

    def _tone(self, role: str) -> str:
        return role if role.startswith("#") else self.roles[role]
