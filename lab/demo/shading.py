"""Soft light and shade on the parts of a drawing, as SVG gradients on grey."""

from typing import Final

from lab.demo.svg import document, mirror_if_needed
from lab.demo.vector_shapes import Drawing, Line, Part


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
    _gradient("glow", ((0, "#fff", 0.34), (0.6, "#fff", 0.08), (1, DARK, 0.14)),
              'cx=".5" cy=".62" r=".7"'),
))  # fmt: skip


def shading_svg(drawing: Drawing, size: int) -> str:
    """Draw the shapes in middle grey, with light and shade on them."""
    return document(size, SHADES, map(_shaded, drawing.elements))


def _shaded(element: Part | Line) -> str:
    if isinstance(element, Line):
        return mirror_if_needed(element, _grey_line(element)) if element.opacity == 1 else ""
    rim = f' stroke="{DARK}" stroke-opacity=".22" stroke-width="3"' if element.outline else ""
    base = f'<path d="{element.d}" fill="#808080"{rim}/>'
    light = f'<path d="{element.d}" fill="url(#{element.shade})"/>'
    return mirror_if_needed(element, base + (light if element.shade != "flat" else ""))


def _grey_line(line: Line) -> str:
    return f'<path d="{line.d}" fill="none" stroke="#808080" stroke-width="{line.width}"/>'
