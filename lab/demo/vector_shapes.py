"""The vector shapes of a drawing: closed parts and stroked lines on a 400 x 400 canvas."""

from dataclasses import dataclass

CENTRE = 200.0
Segment = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A closed path. `fill` is a role (fabric, main, trim, inside, sole, wood, metal...) or #rgb.

    `turn` rotates the pattern by degrees, so that stripes run across a sleeve.
    """

    d: str
    fill: str = "fabric"
    shade: str = "soft"
    turn: int = 0
    mirrored: bool = False
    outline: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A stroked path: a seam, a strap, a lace. `tone` is a role (dark, light, trim...) or #rgb."""

    d: str
    tone: str = "dark"
    width: float = 1.4
    opacity: float = 0.45
    dashed: bool = False
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A product's shapes, back to front. Colour blocking changes colour at y = `block`."""

    elements: tuple[Part | Line, ...]
    block: float = 215
    pattern_scale: float = 1.0
    standing: bool = False


def both(element: Part) -> tuple[Part, Part]:
    """Return the part and its mirror image, reflected in the vertical middle line."""
    twin = Part(element.d, element.fill, element.shade, -element.turn, True, element.outline)
    return element, twin


def both_lines(element: Line) -> tuple[Line, Line]:
    twin = Line(element.d, element.tone, element.width, element.opacity, element.dashed, True)
    return element, twin


def stitch(d: str) -> Line:
    return Line(d, tone="stitch", width=1.1, opacity=0.7, dashed=True)


def rope(d: str, tone: str, width: float) -> Line:
    """Draw a solid cord, strap or tube, as opposed to a seam."""
    return Line(d, tone=tone, width=width, opacity=1.0)


def ellipse(cx: float, cy: float, rx: float, ry: float) -> str:
    return f"M{cx - rx},{cy} A{rx},{ry} 0 1 1 {cx + rx},{cy} A{rx},{ry} 0 1 1 {cx - rx},{cy} Z"


def circle(cx: float, cy: float, r: float) -> str:
    return ellipse(cx, cy, r, r)


def box(x: float, y: float, width: float, height: float, r: float = 0) -> str:
    """Return the path of a rectangle with corners of radius r."""
    right, bottom = x + width, y + height
    return (
        f"M{x + r},{y} H{right - r} Q{right},{y} {right},{y + r} V{bottom - r} "
        f"Q{right},{bottom} {right - r},{bottom} H{x + r} Q{x},{bottom} {x},{bottom - r} "
        f"V{y + r} Q{x},{y} {x + r},{y} Z"
    )


def symmetric(start: Segment, *segments: Segment) -> str:
    """Return a closed symmetric path, given its left half from top to bottom.

    A segment of two numbers is a line to that point, of four a quadratic, of six a cubic curve.
    """
    down = f"M{start[0]},{start[1]} " + " ".join(_command(segment) for segment in segments)
    ends = [start, *segments]
    up = [
        _command(_flipped(segment[:-2]) + _mirror(previous[-2:]))
        for previous, segment in zip(reversed(ends[:-1]), reversed(segments), strict=True)
    ]
    turn = _mirror(ends[-1][-2:])
    return f"{down} L{turn[0]},{turn[1]} {' '.join(up)} Z"


def _command(segment: Segment) -> str:
    letter = {2: "L", 4: "Q", 6: "C"}[len(segment)]
    return letter + ",".join(f"{number:g}" for number in segment)


def _mirror(point: Segment) -> Segment:
    return 2 * CENTRE - point[0], point[1]


def _flipped(controls: Segment) -> Segment:
    """Mirror the control points and reverse their order."""
    pairs = [controls[i : i + 2] for i in range(0, len(controls), 2)]
    return tuple(number for pair in reversed(pairs) for number in _mirror(pair))
