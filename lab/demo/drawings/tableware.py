"""Mugs, teapots, plates, bowls, vases and cushions."""

from lab.demo.vector_shapes import (
    Drawing,
    Line,
    Part,
    circle,
    ellipse,
    rope,
    symmetric,
)  # fmt: skip
from lab.demo.world import Design


def mug(design: Design) -> Drawing:
    rounded = design.get("form") == "rounded"
    sides = (
        "M92,110 C76,190 84,300 122,326 Q184,340 240,326 C280,300 286,190 272,110 Z"
        if rounded
        else "M96,108 L104,318 Q182,346 260,318 L268,108 Z"
    )
    handle = "M264,150 C352,130 356,276 258,272"
    return Drawing((
        rope(handle, "dark_main", 29), rope(handle, "main", 25),
        Line("M272,158 C330,146 334,250 266,256", "white", 4, 0.3), Part(sides, shade="cylinder"),
        Part(ellipse(182, 109, 87, 19), "main", "flat"),
        Part(ellipse(182, 111, 79, 14), "inside", "drop"),
        Line("M118,140 Q114,220 122,300", "white", 9, 0.22),
    ), block=225, pattern_scale=0.9, standing=True)  # fmt: skip


def teapot(design: Design) -> Drawing:
    tall = design.get("form") == "tall"
    body = (
        symmetric((200, 110), (150, 110), (138, 120, 116, 330), (150, 350, 200, 350))
        if tall
        else symmetric((200, 142), (160, 142), (84, 160, 74, 300, 140, 336), (170, 346, 200, 346))
    )
    dy = -20 if tall else 0
    spout = (
        f"M108,{276 + dy} Q70,{250 + dy} 62,{200 + dy} Q52,{170 + dy} 30,{166 + dy} "
        f"L58,{150 + dy} Q86,{164 + dy} 94,{196 + dy} Q106,{214 + dy} 122,{212 + dy} Z"
    )
    handle = f"M288,{196 + dy} C376,{150 + dy} 376,{300 + dy} 284,{290 + dy}"
    top = 110 if tall else 142
    lid = symmetric((200, top - 24), (150, top - 26, 144, top), (170, top + 10, 200, top + 10))
    return Drawing((
        Part(spout, "main", "soft"), rope(handle, "dark_main", 20), rope(handle, "main", 16),
        Part(body, shade="pillow"), Part(lid, "trim", "dome"),
        Part(circle(200, top - 34, 14), "trim", "dome"),
        Line(f"M132,{230 + dy} Q120,{260 + dy} 132,{296 + dy}", "white", 9, 0.3),
    ), block=250, standing=True)  # fmt: skip


def plate(design: Design) -> Drawing:
    """Draw a plate from above. The pattern covers the rim and fades in the well."""
    return Drawing((
        Part(circle(200, 200, 164), shade="dome"), Part(circle(200, 200, 112), "fabric", "well"),
        Line(circle(200, 200, 156), "white", 2.4, 0.5),
        Line(circle(200, 200, 112), "dark", 2.4, 0.3),
        Line("M92,150 Q120,96 176,76", "white", 8, 0.3),
    ))  # fmt: skip


def bowl(design: Design) -> Drawing:
    sides = symmetric((200, 168), (52, 166), (58, 300, 130, 330), (140, 346), (170, 350, 200, 350))
    return Drawing((
        Part(sides, shade="cylinder"), Part(ellipse(200, 166, 150, 44), "main", "flat"),
        Part(ellipse(200, 169, 138, 37), "inside", "well"),
        Line("M84,230 Q92,280 126,312", "white", 10, 0.25),
    ), block=262, standing=True)  # fmt: skip


VASES = {
    "bottle": ((200, 36), (176, 36), (184, 60, 182, 130), (120, 180, 116, 320),
               (120, 358, 150, 360), (200, 362)),
    "bulbous": ((200, 80), (150, 80), (162, 110), (60, 150, 70, 310, 148, 356),
                (170, 362, 200, 362)),
    "cylinder": ((200, 50), (136, 50), (142, 200, 138, 356), (170, 366, 200, 366)),
}  # fmt: skip
VASE_MOUTHS = {"bottle": (36, 24, 6), "bulbous": (80, 50, 11), "cylinder": (50, 64, 13)}


def vase(design: Design) -> Drawing:
    form = design.get("form")
    start, *rest = VASES[form]
    y, rx, ry = VASE_MOUTHS[form]
    return Drawing((
        Part(symmetric(start, *rest), shade="cylinder"),
        Part(ellipse(200, y, rx, ry), "main", "flat"),
        Part(ellipse(200, y + 1, rx - 5, ry * 0.7), "inside", "drop"),
        Line("M152,230 Q144,280 156,326", "white", 9, 0.25),
    ), block=230, standing=True)  # fmt: skip


def cushion(design: Design) -> Drawing:
    if design.get("form") == "round":
        pleats = tuple(
            Line(f"M200,200 L{x},{y}", "dark", 2, 0.16)
            for x, y in ((60, 150), (340, 150), (110, 310), (290, 310), (200, 60), (200, 345))
        )
        return Drawing((Part(circle(200, 200, 152), shade="dome"), *pleats,
                        Line(circle(200, 200, 149), "trim", 6, 0.9),
                        Part(circle(200, 200, 13), "trim", "dome")))  # fmt: skip
    cover = symmetric((200, 70), (120, 72, 58, 50), (48, 54, 50, 64), (72, 200, 50, 336),
                      (48, 348, 60, 350), (120, 328, 200, 332))  # fmt: skip
    creases = Line("M66,66 Q110,110 128,112 M334,66 Q290,110 272,112 M66,334 Q110,292 128,290 "
                   "M334,334 Q290,292 272,290", "dark", 6, 0.12)  # fmt: skip
    return Drawing((Part(cover, shade="pillow"), Line(cover, "trim", 4, 0.8), creases))
