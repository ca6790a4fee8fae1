"""Caps, beanies and sun hats."""

from math import cos, pi, sin

from lab.demo.vector_shapes import (
    Drawing,
    Line,
    Part,
    both_lines,
    circle,
    ellipse,
    stitch,
    symmetric,
)
from lab.demo.world import Design


def cap(design: Design) -> Drawing:
    """Draw a cap in three-quarter view, with its peak to the left."""
    crown = "M120,246 C112,130 178,90 244,94 C318,100 350,166 340,250 Q230,226 120,246 Z"
    peak = (
        "M120,244 Q70,246 34,284 Q28,300 52,300 Q130,282 226,262 Q236,240 222,236 "
        "Q168,234 120,244 Z"
    )
    seams = Line("M240,94 Q176,150 170,236 M240,94 Q268,160 262,234 M240,94 Q330,150 338,244",
                 width=1.8, opacity=0.45)  # fmt: skip
    return Drawing((
        Part(crown, shade="dome"), seams, Part(circle(241, 94, 8), "trim", "dome"),
        *(Part(ellipse(x, y, 3.4, 3), "dark") for x, y in ((196, 150), (286, 148))),
        Part(peak, "trim" if design.pattern == "colour block" else "fabric", "drop", outline=1.8),
        stitch("M52,290 Q130,262 224,250"), stitch("M66,280 Q136,254 222,244"),
    ), block=180)  # fmt: skip


def beanie(design: Design) -> Drawing:
    crown = symmetric((200, 96), (110, 96, 92, 190, 94, 270), (150, 276, 200, 276))
    cuff = symmetric((200, 252), (140, 252, 86, 244), (82, 300, 88, 330), (150, 340, 200, 340))
    ribs = [
        Line(f"M{200 - 112 * k / 7:g},{249 + 3 * (7 - k) / 7:g} L{200 - 110 * k / 7:g},334",
             "dark", 2.6, 0.28)
        for k in range(8)
    ]  # fmt: skip
    wales = [
        Line(f"M{200 - 14 * k},250 Q{200 - 13 * k},150 {200 - 3 * k},100", "dark", 2, 0.18)
        for k in range(1, 7)
    ]
    bobble = (Part(_fluff(200, 76, 44), "trim", "dome"),)
    return Drawing((
        *(bobble if design.get("bobble") == "with bobble" else ()), Part(crown, shade="dome"),
        *(t for w in wales for t in both_lines(w)), Part(cuff, "fabric", "cylinder", outline=1.8),
        *(t for r in ribs for t in both_lines(r)),
    ), block=190)  # fmt: skip


def _fluff(cx: float, cy: float, r: float) -> str:
    """Return the path of a pompom: a circle of small tufts."""
    tips = [
        (
            cx + (r if i % 2 else r - 6) * cos(i * pi / 18),
            cy + (r if i % 2 else r - 6) * sin(i * pi / 18),
        )
        for i in range(36)
    ]
    return "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in tips) + " Z"


def sun_hat(design: Design) -> Drawing:
    brim = ellipse(200, 268, 176, 52)
    crown = symmetric((200, 112), (128, 108, 120, 170, 112, 258), (150, 276, 200, 276))
    ribbon = symmetric((200, 250), (150, 250, 115, 234), (111, 260), (150, 280, 200, 280))
    rings = tuple(
        Line(ellipse(200, 268, 176 - 22 * k, 52 - 7 * k), "dark", 1.4, 0.16) for k in range(1, 4)
    )
    return Drawing((
        Part(brim, shade="pillow"), *rings, Part(crown, shade="dome"), Part(ribbon, "ribbon"),
    ), block=200)  # fmt: skip
