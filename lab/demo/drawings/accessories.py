"""Scarves, gloves, socks, ties, belts, watches, sunglasses and umbrellas."""

from lab.demo.drawings.torso import Elements
from lab.demo.vector_shapes import (
    Drawing,
    Line,
    Part,
    both,
    both_lines,
    box,
    circle,
    rope,
    symmetric,
)  # fmt: skip
from lab.demo.world import Design


def scarf(design: Design) -> Drawing:
    """Draw a scarf looped once, with both ends hanging."""
    left = "M150,120 L196,120 L182,330 L112,322 Z"
    right = "M206,120 L252,116 L300,346 L228,360 Z"
    loop = "M112,98 Q110,46 200,42 Q290,46 288,98 Q286,150 200,156 Q114,150 112,98 Z"
    hole = "M146,88 Q150,66 200,64 Q250,66 254,88 Q240,108 200,110 Q160,108 146,88 Z"
    wraps = Line("M120,116 Q200,160 280,112 M114,98 Q196,140 284,92", "dark", 3, 0.3)
    return Drawing((
        *_fringes(design.get("edge")), Part(right, turn=-12, shade="cylinder"),
        Part(left, turn=6, shade="cylinder"), Part(loop, shade="pillow", turn=90),
        Part(hole, "inside", "drop"), wraps,
    ), block=210)  # fmt: skip


def _fringes(edge: str) -> Elements:
    if edge != "fringed":
        return ()
    left = tuple(rope(f"M{115 + 8 * k},{320 + k} l{-3},{32}", "fabric_main", 3) for k in range(9))
    right = tuple(
        rope(f"M{231 + 8 * k},{358 - 1.6 * k:g} l{5},{30}", "fabric_main", 3) for k in range(9)
    )
    return (*left, *right)


def gloves(design: Design) -> Drawing:
    mitten = design.get("form") == "mittens"
    hand = (
        "M92,250 Q80,150 104,110 Q130,80 158,112 Q176,160 172,250 Z"
        if mitten
        else "M92,250 L84,140 Q82,122 92,122 Q102,122 103,140 L107,172 L106,98 Q107,84 116,84 "
        "Q126,84 127,98 L129,168 L134,92 Q136,80 145,81 Q153,83 153,96 L150,172 L160,118 "
        "Q163,106 171,108 Q180,111 178,124 L172,250 Z"
    )
    thumb = "M166,196 Q182,170 196,176 Q206,186 192,210 Q180,236 168,244 Z"
    cuff = "M90,244 Q132,236 174,244 L178,316 Q132,326 86,316 Z"
    ribs = tuple(Line(f"M{98 + 12 * k},244 V318", "dark", 2.4, 0.25) for k in range(7))
    return Drawing((
        *both(Part(thumb)), *both(Part(hand)), *both(Part(cuff, "trim", "cylinder")),
        *(t for rib in ribs for t in both_lines(rib)),
    ), pattern_scale=0.7)  # fmt: skip


def socks(design: Design) -> Drawing:
    top = 150 if design.get("length") == "ankle" else 40
    back = (
        f"M216,{top} H294 V250 Q296,296 262,316 L196,346 Q158,360 146,336 Q138,312 164,298 "
        f"L204,272 Q216,262 216,240 Z"
    )
    front = (
        f"M132,{top + 14} H214 V262 Q216,306 180,326 L112,356 Q72,370 60,344 Q52,318 80,306 "
        f"L118,284 Q132,274 132,252 Z"
    )
    heel = "M214,262 Q216,306 180,326 Q168,290 214,262 Z"
    toe = "M112,356 Q72,370 60,344 Q52,318 80,306 Q104,322 112,356 Z"
    ribs = tuple(Line(f"M{142 + 10 * k},{top + 14} v30", "dark", 2.2, 0.25) for k in range(8))
    return Drawing((
        Part(back, shade="cylinder"), Part(front, shade="cylinder"), Part(heel, "trim", "dome"),
        Part(toe, "trim", "dome"), Part(box(130, top + 10, 86, 34, 4), "trim", "cylinder"), *ribs,
    ), pattern_scale=0.8, block=250)  # fmt: skip


def tie(design: Design) -> Drawing:
    wide = 46 if design.get("width") == "wide" else 28
    blade = symmetric((200, 78), (186, 78), (200 - wide, 310), (200, 374))
    knot = symmetric((200, 32), (172, 30), (180, 84), (200, 88))
    tail = f"M204,84 L{212 + wide * 0.6:g},300 L{204 + wide * 0.5:g},326 L200,300 Z"
    loop = rope("M178,40 Q150,16 200,14 Q250,16 222,40", "fabric_main", 12)
    return Drawing((
        loop, Part(tail, "trim", turn=40), Part(blade, turn=40, shade="cylinder"),
        Part(knot, turn=-40, shade="cylinder", outline=2),
    ), block=240, pattern_scale=0.8)  # fmt: skip


def belt(design: Design) -> Drawing:
    """Draw a rolled-up belt with the buckle in front."""
    outer = "M64,166 Q64,120 200,120 Q336,120 336,166 V236 Q336,284 200,284 Q64,284 64,236 Z"
    inner = "M84,168 Q90,138 200,138 Q310,138 316,168 Q300,196 200,198 Q100,196 84,168 Z"
    coil = Line("M92,176 Q110,152 200,150 Q290,152 304,178", "main", 9, 1.0)
    round_buckle = design.get("buckle") == "round"
    frame = circle(150, 238, 44) if round_buckle else box(106, 194, 84, 90, 10)
    hollow = circle(150, 238, 31) if round_buckle else box(120, 208, 56, 62, 5)
    holes = tuple(Part(circle(x, 242 - abs(x - 200) * 0.06, 4.4), "dark") for x in (216, 246, 276))
    return Drawing((
        Part(outer, shade="cylinder"), Part(inner, "inside", "drop"), coil, *holes,
        Line("M70,240 Q90,272 200,274 Q310,272 330,240", "stitch", 1.2, 0.6, True),
        Part(frame, "metal", "dome", outline=2), Part(hollow, "fabric", "drop"),
        rope("M116,238 H186", "metal", 7),
    ))  # fmt: skip


def watch(design: Design) -> Drawing:
    bracelet = design.material == "metal"
    upper = symmetric((200, 14), (168, 14), (158, 150), (200, 150))
    lower = symmetric((200, 250), (158, 250), (168, 388), (200, 390))
    joints = (*range(30, 140, 16), *range(266, 384, 16))
    links = tuple(Line(f"M167,{y} H233", "dark", 2.4, 0.5) for y in joints)
    case = circle(200, 200, 76) if design.get("dial") == "round" else box(130, 128, 140, 144, 22)
    face = circle(200, 200, 62) if design.get("dial") == "round" else box(144, 142, 112, 116, 14)
    marks = Line("M200,148 v12 M200,240 v12 M148,200 h12 M240,200 h12", "dark", 5, 0.9)
    hands = rope("M200,200 L174,176 M200,200 L238,180", "rubber", 5)
    return Drawing((
        Part(upper, "main", "cylinder"), Part(lower, "main", "cylinder"),
        *(links if bracelet else ()), Part(box(272, 190, 14, 20, 4), "metal"),
        Part(case, "metal", "dome", outline=2), Part(face, "face", "drop"), marks, hands,
        Part(circle(200, 200, 5), "metal"),
    ))  # fmt: skip


def sunglasses(design: Design) -> Drawing:
    frame = design.get("frame")
    rim, lens = _FRAMES[frame]
    bridge = rope("M168,186 Q200,164 232,186", "fabric_main", 13)
    temples = both(Part("M44,164 L28,176 Q20,230 36,262 L46,258 Q36,220 56,190 Z", "main"))
    glints = both_lines(Line("M84,182 L112,166", "white", 7, 0.35))
    return Drawing((
        *temples, bridge, *both(Part(rim, "fabric", "soft")), *both(Part(lens, "lens", "drop")),
        *glints,
    ), pattern_scale=0.5)  # fmt: skip


_FRAMES = {
    "round": (circle(108, 206, 70), circle(108, 206, 55)),
    "square": (box(38, 146, 142, 116, 22), box(54, 161, 110, 86, 14)),
    "cat-eye": ("M26,134 Q110,140 176,162 Q188,250 112,262 Q44,262 26,134 Z",
                "M50,156 Q110,156 160,176 Q166,238 112,246 Q62,246 50,156 Z"),
}  # fmt: skip


def umbrella(design: Design) -> Drawing:
    canopy = (
        "M36,206 Q44,60 200,56 Q356,60 364,206 Q336,184 309,206 Q282,184 255,206 "
        "Q228,184 200,206 Q172,184 145,206 Q118,184 91,206 Q64,184 36,206 Z"
    )
    ribs = Line("M200,56 Q104,90 91,206 M200,56 Q150,100 145,206 M200,56 V204 "
                "M200,56 Q250,100 255,206 M200,56 Q296,90 309,206", "dark", 2, 0.4)  # fmt: skip
    hook = "M200,200 V336 Q200,366 226,366 Q250,366 250,340"
    hooked = design.get("grip") == "hooked"
    grip = rope("M200,320 V336 Q200,366 226,366 Q250,366 250,340", "wood", 12)
    straight = Part(box(191, 310, 18, 64, 8), "wood", "cylinder")
    return Drawing((
        rope(hook if hooked else "M200,200 V340", "metal", 5), grip if hooked else straight,
        Part(canopy, shade="dome"), ribs, rope("M200,58 V38", "metal", 5),
    ), block=140)  # fmt: skip
