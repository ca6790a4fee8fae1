"""Lamps, seats, tables, shelves and rugs, standing on the ground line at y = 370."""

from lab.demo.drawings.torso import Elements
from lab.demo.vector_shapes import (
    Drawing,
    Line,
    Part,
    both,
    both_lines,
    box,
    circle,
    ellipse,
    rope,
    symmetric,
)  # fmt: skip
from lab.demo.world import Design


def table_lamp(design: Design) -> Drawing:
    narrow = 66 if design.get("shade") == "cone" else 108
    shade = symmetric((200, 56), (200 - narrow, 54), (78, 206), (140, 216, 200, 216))
    foot = symmetric((200, 214), (188, 214), (196, 240, 144, 250, 146, 300), (148, 348, 176, 352),
                     (148, 362), (148, 372), (200, 374))  # fmt: skip
    return Drawing((
        Part(foot, "ceramic", "cylinder"), Part(shade, shade="glow"),
        Line(f"M{200 - narrow},56 H{200 + narrow}", "trim", 4, 0.8),
        Line("M79,205 Q140,215 200,215 Q260,215 321,205", "trim", 4, 0.8),
    ), block=140, standing=True)  # fmt: skip


def floor_lamp(design: Design) -> Drawing:
    shade = symmetric((200, 26), (158, 24), (122, 112), (160, 120, 200, 120))
    disc: Elements = (
        rope("M200,116 V364", "metal", 6),
        Part(ellipse(200, 368, 58, 10), "metal", "dome"),
    )
    tripod: Elements = (
        rope("M200,150 L140,374", "wood", 8), rope("M200,150 L260,374", "wood", 8),
        rope("M200,116 V150", "metal", 6), rope("M200,150 L206,362", "wood", 7),
    )  # fmt: skip
    legs = disc if design.get("base") == "disc" else tripod
    return Drawing((*legs, Part(shade, shade="glow")), block=74, pattern_scale=0.7, standing=True)


def chair(design: Design) -> Drawing:
    """Draw a chair in three-quarter front view."""
    rear = both_lines(Line("M138,40 L132,352", "main", 12, 1.0))
    front = both_lines(Line("M120,232 L112,376", "main", 14, 1.0))
    seat = symmetric((200, 206), (126, 206), (104, 232), (104, 246), (200, 250))
    top_rail = Part(symmetric((200, 34), (160, 30, 130, 34), (132, 66), (160, 62, 200, 66)), "main")
    slats = tuple(rope(f"M{x},60 V210", "main", 8) for x in (164, 188, 212, 236))
    panel = Part(symmetric((200, 36), (150, 32, 134, 40), (138, 160), (160, 168, 200, 168)), "main")
    back: Elements = (*slats, top_rail) if design.get("back") == "slatted" else (panel,)
    rung = Line("M116,310 H284", "dark_main", 7, 1.0)
    return Drawing((
        *rear, *back, rung, *front, Part(seat, "main", "drop", outline=1.6),
        Line("M104,240 Q200,244 296,240", "dark", 2, 0.35),
    ), standing=True)  # fmt: skip


def armchair(design: Design) -> Drawing:
    wing = design.get("back") == "wingback"
    back = (
        symmetric((200, 34), (130, 32, 96, 60), (86, 120, 92, 240), (150, 250, 200, 250))
        if wing
        else symmetric((200, 116), (120, 112, 100, 132), (94, 200, 96, 260), (150, 260, 200, 260))
    )
    arm = "M62,206 Q60,184 84,184 Q108,184 108,206 V330 H66 Z"
    feet = both(Part("M82,328 L88,374 H98 L104,328 Z", "wood", "cylinder"))
    return Drawing((
        *feet, Part(back, shade="pillow"), *_tufts(60 if wing else 150),
        Part(box(98, 226, 204, 54, 16), shade="pillow", outline=1.6),
        Part(box(100, 276, 200, 56, 6), shade="drop"),
        *both(Part(arm, shade="sleeve", outline=1.6)),
    ), block=240, standing=True)  # fmt: skip


def _tufts(top: float) -> Elements:
    spots = [
        (x, top + 40 * row)
        for row in range(1, 3)
        for x in (150 + 20 * (row % 2), 200, 250 - 20 * (row % 2))
    ]
    return tuple(Part(circle(x, y, 3.4), "trim", "dome") for x, y in spots)


def stool(design: Design) -> Drawing:
    legs = [rope("M140,146 L112,374", "main", 13), rope("M260,146 L288,374", "main", 13)]
    third = [rope("M200,150 L200,362", "dark_main", 12)]
    rear = [rope("M158,150 L150,350", "dark_main", 11), rope("M242,150 L250,350", "dark_main", 11)]
    behind = third if design.get("legs") == "three" else rear
    return Drawing((
        *behind, rope("M124,280 H276", "dark_main", 8), *legs,
        Part("M104,134 Q104,162 200,164 Q296,162 296,134 Z", "dark_main", "cylinder"),
        Part(ellipse(200, 132, 96, 24), "main", "dome"),
        Line(ellipse(200, 132, 78, 17), "dark", 1.4, 0.2),
    ), standing=True)  # fmt: skip


def table(design: Design) -> Drawing:
    if design.get("top") == "round":
        foot = symmetric((200, 182), (186, 182), (192, 300, 176, 340), (120, 352, 116, 368),
                         (160, 376, 200, 376))  # fmt: skip
        return Drawing((
            Part(foot, "main", "cylinder"),
            Part("M34,158 V170 Q60,206 200,206 Q340,206 366,170 V158 Z", "dark_main", "cylinder"),
            Part(ellipse(200, 158, 166, 40), "main", "dome"),
        ), standing=True)  # fmt: skip
    top = "M84,130 H316 L376,186 H24 Z"
    rear = both_lines(Line("M96,190 V318", "dark_main", 13, 1.0))
    front = both(Part("M34,196 H58 L54,374 H40 Z", "main", "cylinder"))
    return Drawing((
        *rear, Part(box(44, 194, 312, 22), "dark_main", "drop"), *front,
        Part("M24,186 H376 V202 H24 Z", "dark_main", "flat"), Part(top, "main", "soft"),
        Line("M68,146 H332 M50,164 H350", "dark", 1.4, 0.18),
    ), standing=True)  # fmt: skip


def sofa(design: Design) -> Drawing:
    three = design.get("seats") == "three-seater"
    left, count = (22, 3) if three else (62, 2)
    inner, right = left + 40, 400 - left
    width = (right - left - 80) / count
    backs = tuple(Part(box(inner + i * width, 142, width - 2, 104, 16), shade="pillow", outline=1.5)
                  for i in range(count))  # fmt: skip
    seats = tuple(Part(box(inner + i * width, 224, width - 2, 44, 13), shade="pillow", outline=1.5)
                  for i in range(count))  # fmt: skip
    arm = f"M{left},202 Q{left},178 {left + 22},178 Q{left + 44},178 {left + 44},202 V318 H{left} Z"
    feet = both(Part(f"M{left + 16},314 L{left + 20},346 H{left + 30} L{left + 36},314 Z", "wood"))
    return Drawing((
        *feet, Part(box(left + 20, 130, right - left - 40, 150, 18), shade="drop"), *backs,
        Part(box(left + 24, 262, right - left - 48, 56, 4), shade="drop"), *seats,
        *both(Part(arm, shade="sleeve", outline=1.6)),
    ), block=228, standing=True)  # fmt: skip


def bookcase(design: Design) -> Drawing:
    half = 108 if design.get("width") == "wide" else 70
    x, width = 200 - half, 2 * half
    shelves = tuple(Part(box(x + 8, y, width - 16, 9), "main", "flat") for y in (122, 202, 282))
    return Drawing((
        Part(box(x, 30, width, 344, 3), "main", "drop"),
        Part(box(x + 11, 42, width - 22, 316), "inside", "drop"), *shelves, *_books(x + 16),
        Part(box(x + 8, 358, width - 16, 14), "main", "flat"),
    ), standing=True)  # fmt: skip


def _books(x: float) -> Elements:
    spines = (("#c9b08a", 12, 56), ("#7d8a97", 9, 48), ("#e8e0d0", 14, 60), ("#a5675a", 10, 52))
    found: list[Part] = []
    for shelf, start in ((122, 0), (202, 30), (282, 10)):
        at = x + start
        for colour, width, height in spines:
            found.append(Part(box(at, shelf - height, width, height, 1), colour, "cylinder"))
            at += width + 1
    return tuple(found)


def rug(design: Design) -> Drawing:
    if design.get("form") == "round":
        return Drawing((
            Part(circle(200, 200, 168)), Line(circle(200, 200, 160), "trim", 10, 0.9),
        ), pattern_scale=1.3)  # fmt: skip
    fringe = tuple(
        rope(f"M{74 + 9 * k},{y} v{step}", "#e9dfca", 3)
        for k in range(29) for y, step in ((52, -22), (348, 22))
    )  # fmt: skip
    return Drawing((
        *fringe, Part(box(66, 50, 268, 300)), Line(box(78, 62, 244, 276), "trim", 9, 0.9),
    ), pattern_scale=1.3)  # fmt: skip
