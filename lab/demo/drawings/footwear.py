"""Shoes from the side, toe to the left, standing on the ground line at y = 300."""

from lab.demo.drawings.torso import Elements
from lab.demo.vector_shapes import Drawing, Line, Part, box, ellipse, rope, stitch
from lab.demo.world import Design


def sneakers(design: Design) -> Drawing:
    high = design.get("height") == "high-top"
    top = 108 if high else 176
    back = f"{352},{top}"
    upper = (
        f"M52,272 C48,236 78,226 118,216 C156,204 186,184 206,{top + 6} "
        f"Q{268},{top + (2 if high else 40)} {back} Q362,{top + 50} 356,276 L56,284 Z"
    )
    toe = "M52,276 C48,240 76,228 112,220 Q128,246 124,280 Z"
    mouth = (
        f"M206,{top + 6} Q{268},{top + (2 if high else 40)} {back} Q280,{top + 30} 206,{top + 6} Z"
    )
    sole = "M44,270 Q40,300 58,302 H350 Q368,302 364,268 Q200,288 44,270 Z"
    heel = f"M352,{top} Q362,{top + 50} 356,276 L322,276 Q326,{top + 50} 320,{top + 4} Z"
    return Drawing((
        Part(mouth, "inside", "flat"), Part(upper), Part(toe, "sole", "dome"),
        Part(heel, "trim"), *laces(top), _side_stripe(high), Part(sole, "sole", "drop"),
        Line("M46,286 Q200,300 364,284", "trim", 3, 0.9),
    ), block=236, pattern_scale=0.8, standing=True)  # fmt: skip


def laces(top: float) -> Elements:
    steps = 7 if top < 150 else 4
    found: list[Part | Line] = []
    for step in range(steps):
        x, y = 142 + step * (66 / steps), 214 - step * (206 - top) / steps
        found.append(rope(f"M{x:g},{y:g} q14,4 24,20", "white", 6))
    return tuple(found)


def _side_stripe(high: bool) -> Line:
    lift = 24 if high else 0
    return Line(f"M196,278 Q250,{250 - lift} 306,{210 - lift}", "trim", 9, 0.9)


def boots(design: Design) -> Drawing:
    knee, block = design.get("height") == "knee-high", design.get("heel") == "block heel"
    top, lift = (36, 26) if knee else (128, 26 if block else 0)
    base = 346 if knee else 318
    ground = base - (lift if block else 0)
    shaft = (
        f"M190,{top} Q252,{top - 10} 318,{top} Q310,{top + 90} 322,{ground - 70} "
        f"Q330,{ground - 30} 324,{ground - 4} L230,{ground - 6} L190,{base - 9} L96,{base - 8} "
        f"C60,{base - 10} 66,{base - 46} "
        f"104,{base - 58} C150,{base - 70} 186,{base - 92} 196,{base - 130} "
        f"Q196,{top + 70} 190,{top} Z"
    )
    sole = (
        f"M72,{base - 16} Q70,{base} 90,{base} H190 L236,{ground + 2} H326 V{ground - 10} "
        f"L230,{ground - 8} L190,{base - 12} Z"
    )
    heel = Part(f"M252,{ground} H328 L322,{base} H262 Z", "sole_dark", "drop")
    opening = Part(ellipse(254, top + 1, 64, 9), "inside", "flat")
    zip_line = Line(f"M262,{top + 12} V{ground - 30}", "dark", 2.4, 0.5)
    gore = Part(f"M236,{top + 4} H282 L270,{base - 96} Q258,{base - 84} 248,{base - 96} Z", "trim")
    return Drawing((
        *((heel,) if block else (Part(box(260, base - 12, 68, 12, 2), "sole_dark"),)),
        Part(shaft), opening, zip_line if knee else gore, Part(sole, "sole_dark", "flat"),
        Line(f"M112,{base - 60} Q160,{base - 40} 196,{base - 100}", "dark", 1.8, 0.35),
    ), standing=True)  # fmt: skip


def sandals(design: Design) -> Drawing:
    wedge = design.get("heel") == "wedge"
    rise = 66 if wedge else 10
    bed = f"M50,284 Q120,292 190,{276 - rise * 0.5:g} Q280,{262 - rise} 356,{266 - rise}"
    sole = Part(f"{bed} Q366,{270 - rise} 360,304 H64 Q44,300 50,284 Z", "cork", "drop")
    strap = (
        f"M92,288 C98,252 120,228 148,224 Q158,222 166,228 C184,242 190,258 "
        f"192,{277 - rise * 0.5:g} Z"
    )
    lift = rise * 0.7
    instep = (
        f"M200,{275 - rise * 0.5:g} C204,{244 - lift:g} 214,{206 - lift:g} 238,{194 - lift:g} "
        f"Q248,{189 - lift:g} 256,{196 - lift:g} C268,{214 - lift:g} 272,{240 - lift:g} "
        f"270,{268 - rise * 0.8:g} Z"
    )
    cuff = (
        f"M252,{214 - rise} Q300,{176 - rise} 352,{214 - rise} L354,{238 - rise} "
        f"Q300,{206 - rise} 256,{238 - rise} Z"
    )
    heel = f"M330,{206 - rise} Q358,{206 - rise} 356,{268 - rise} L336,{268 - rise} Z"
    return Drawing((
        Part(heel, "fabric"), sole, rope(bed, "trim", 8), Part(strap), Part(instep),
        Part(cuff), Part(box(296, 188 - rise, 22, 24, 4), "metal", "dome"),
        Line("M60,302 H360", "dark", 5, 0.8),
    ), standing=True)  # fmt: skip


def heels(design: Design) -> Drawing:
    high = design.get("heel") == "stiletto"
    rise = 96 if high else 46
    y = 300 - rise
    upper = (
        f"M50,292 C44,276 84,262 112,256 C140,250 160,262 180,252 C230,{300 - rise * 0.9:g} "
        f"262,{y - 20} 304,{y - 50} Q338,{y - 62} 352,{y - 36} Q360,{y - 10} 344,{y + 6} "
        f"C300,{y + 10} 250,{300 - rise * 0.3:g} 190,292 Q120,306 50,292 Z"
    )
    opening = (
        f"M112,256 C140,250 160,262 180,252 C230,{300 - rise * 0.9:g} 262,{y - 20} 304,{y - 50} "
        f"Q330,{y - 60} 346,{y - 46} C300,{y - 24} 250,{y + 24} 186,272 Q140,284 112,256 Z"
    )
    spike = (
        f"M306,{y + 2} Q346,{y + 8} 352,{y - 20} Q354,{y + 30} 346,306 H334 "
        f"Q332,{y + 36} 306,{y + 2} Z"
    )
    sole = f"M52,294 Q120,308 190,294 C250,{304 - rise * 0.3:g} 300,{y + 14} 344,{y + 6}"
    return Drawing((
        Part(spike, "main", "cylinder"), Part(upper, shade="soft"), Part(opening, "lining", "drop"),
        Line(sole, "dark", 4, 0.8),
    ), block=250, pattern_scale=0.6, standing=True)  # fmt: skip


def loafers(design: Design) -> Drawing:
    upper = "M48,272 C44,236 92,224 132,214 Q176,196 204,190 Q280,214 350,192 Q366,230 358,278 Z"
    mouth = "M196,192 Q280,214 350,192 Q350,206 330,214 Q270,238 196,192 Z"
    vamp = "M84,238 Q120,214 168,206 Q206,214 214,240 Q150,262 84,238 Z"
    strap = "M160,204 Q196,186 214,198 Q238,232 240,276 L206,276 Q204,232 160,204 Z"
    penny = (Part(strap, "fabric", "cylinder"), Part("M196,216 l18,-4 l4,14 l-17,3 Z", "inside"))
    tassels = tuple(
        Part(f"M{x},222 l10,-2 l8,30 q-10,6 -22,2 Z", "trim", "cylinder") for x in (172, 196)
    )
    knot = rope("M168,216 Q190,208 212,220", "trim", 6)
    detail: Elements = penny if design.get("detail") == "penny strap" else (*tassels, knot)
    return Drawing((
        Part("M300,276 H360 V304 H304 Z", "sole_dark"), Part(upper), Part(mouth, "inside", "flat"),
        Part(vamp, "fabric", "dome"), stitch("M84,238 Q150,262 214,240"), *detail,
        Part("M46,270 Q42,290 60,292 L300,288 H360 V278 Q200,284 46,270 Z", "sole_dark", "flat"),
    ), block=250, pattern_scale=0.7, standing=True)  # fmt: skip
