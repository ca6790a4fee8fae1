"""Backpacks, totes, handbags and suitcases."""

from lab.demo.drawings.torso import Elements
from lab.demo.vector_shapes import Drawing, Line, Part, both, both_lines, box, circle, rope, stitch
from lab.demo.world import Design


def backpack(design: Design) -> Drawing:
    loop = rope("M172,66 Q172,30 200,30 Q228,30 228,66", "trim", 11)
    straps = both(Part("M112,150 Q74,190 84,300 L108,312 Q104,220 128,180 Z", "trim", "cylinder"))
    body = "M104,150 Q104,58 200,56 Q296,58 296,150 L304,332 Q304,362 272,362 H128 Q96,362 96,332 Z"
    side = both(Part("M98,250 Q76,262 82,322 Q88,344 100,340 Z", "trim"))
    return Drawing((
        loop, *straps, *side, Part(body, shade="pillow"), *_closing(design.get("closure")),
    ))  # fmt: skip


def _closing(closure: str) -> Elements:
    pocket = Part("M120,256 Q200,242 280,256 L284,332 Q282,348 264,348 H136 Q118,348 116,332 Z",
                  "fabric", "pillow", outline=1.8)  # fmt: skip
    if closure == "zip":
        arch = "M110,216 V152 Q110,72 200,70 Q290,72 290,152 V216"
        pull = Part(box(286, 206, 8, 20, 3), "metal")
        return (pocket, Line(arch, "dark", 5, 0.55), Line(arch, "metal", 1.6, 0.9), pull,
                Line("M126,270 Q200,258 274,270", "metal", 3, 0.9),
                Part(box(176, 160, 48, 34, 5), "trim"))  # fmt: skip
    flap = Part("M98,150 Q100,54 200,52 Q300,54 302,150 L300,214 Q200,244 100,214 Z", "fabric",
                "drop", outline=2)  # fmt: skip
    belts = both(Part(box(136, 196, 20, 92, 4), "leather", "cylinder"))
    buckles = both(Part(box(132, 242, 28, 20, 4), "metal", "dome"))
    return (pocket, flap, stitch("M106,210 Q200,238 294,210"), *belts, *buckles)


def tote_bag(design: Design) -> Drawing:
    long = design.get("handle") == "long"
    top, rise = (170, 24) if long else (138, 66)
    back = rope(f"M146,{top + 6} C146,{rise - 14} 254,{rise - 14} 254,{top + 6}", "inside", 11)
    front = rope(f"M138,{top + 44} C138,{rise} 262,{rise} 262,{top + 44}", "trim", 12)
    body = Part(f"M88,{top} H312 L326,364 Q200,374 74,364 Z", shade="pillow")
    mouth = Part(f"M88,{top} Q200,{top - 14} 312,{top} Q200,{top + 10} 88,{top} Z", "inside")
    tabs = both(Part(box(129, top + 30, 18, 30, 2), "trim"))
    return Drawing((
        back, body, mouth, stitch(f"M88,{top + 14} H313"), front, *tabs,
        *both_lines(Line(f"M112,{top + 30} Q122,280 108,356", "dark", 5, 0.08)),
    ), block=top + 110)  # fmt: skip


def handbag(design: Design) -> Drawing:
    boxy = design.get("form") == "boxy"
    body = (
        "M84,168 H316 L332,338 Q332,350 318,350 H82 Q68,350 68,338 Z"
        if boxy
        else "M100,164 H300 Q350,250 336,316 Q328,350 290,350 H110 Q72,350 64,316 Q50,250 100,164 Z"
    )
    flap = (
        "M82,164 H318 L322,236 Q200,276 78,236 Z"
        if boxy
        else "M100,160 H300 Q326,200 328,226 Q200,296 72,226 Q74,200 100,160 Z"
    )
    clasp = (Part(box(184, 238, 32, 34, 6), "gold", "dome"), Part(circle(200, 255, 6), "dark"))
    return Drawing((
        *_handle(design.get("handle")), Part(body, shade="pillow"),
        Part(flap, "fabric", "drop", outline=2), stitch(_flap_stitch(boxy)), *clasp,
        *both(Part(circle(108, 160, 8), "gold", "dome")),
    ), block=262, standing=True)  # fmt: skip


def _flap_stitch(boxy: bool) -> str:
    return "M86,232 Q200,270 314,232" if boxy else "M80,224 Q200,288 320,224"


def _handle(handle: str) -> Elements:
    arc = "M108,164 C112,30 288,30 292,164"
    if handle == "top handle":
        return (rope(arc, "trim", 15), Line(arc, "stitch", 1.2, 0.7, True))
    links = Line("M108,164 C90,10 310,10 292,164", "gold", 8, 1.0, True)
    return (Line("M108,164 C90,10 310,10 292,164", "gold", 3, 1.0), links)


def suitcase(design: Design) -> Drawing:
    large = design.get("size") == "large"
    x, y, width = (98, 84, 204) if large else (116, 128, 168)
    height = 344 - y
    pole = both_lines(Line(f"M166,{y} V30", "metal", 7, 1.0))
    ribs = tuple(
        Line(f"M{x + width * k / 6:g},{y + 14} V332", "dark", 3, 0.22) for k in range(1, 6)
    )
    wheels = both(Part(circle(x + 26, 352, 13), "rubber", "dome"))
    corners = both(Part(f"M{x},{y + 40} V{y + 22} Q{x},{y} {x + 22},{y} H{x + 40} "
                        f"Q{x + 14},{y + 14} {x},{y + 40} Z", "trim"))  # fmt: skip
    return Drawing((
        *pole, rope("M160,30 H240", "rubber", 13), *wheels,
        Part(box(x, y, width, height, 22), shade="pillow"), *ribs, *corners,
        Part(box(172, y - 9, 56, 12, 5), "rubber"),
        Part(box(x + width - 24, 214, 16, 26, 4), "metal"),
    ), block=y + height / 2, standing=True)  # fmt: skip
