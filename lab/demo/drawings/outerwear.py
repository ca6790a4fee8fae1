"""Jackets, coats and vests."""

from lab.demo.drawings.tops import collar, hood
from lab.demo.drawings.torso import Elements, Torso, buttons
from lab.demo.vector_shapes import Drawing, Line, Part, both, both_lines, circle, rope, symmetric
from lab.demo.world import Design


def jacket(design: Design) -> Drawing:
    torso = Torso(neck="collar", neck_width=38, shoulder=94, chest=86, waist=82, hem=78,
                  hem_at=318)  # fmt: skip
    zipped = design.get("closure") == "zip"
    front: Elements = (
        (rope("M200,92 V324", "metal", 4),) if zipped
        else (Line("M192,92 V322", opacity=0.5), *buttons(200, (124, 166, 208, 250, 292), 4.6))
    )  # fmt: skip
    pockets = both_lines(Line("M136,250 L150,290", "dark", 3, 0.6))
    flaps = both(Part("M132,150 H176 V166 L154,174 L132,166 Z", shade="drop"))
    chest = pockets if zipped else (*flaps, *buttons(154, (166,), 3), *buttons(246, (166,), 3))
    yoke = both_lines(Line("M112,134 Q150,142 194,138", opacity=0.4))
    return Drawing((
        Part(torso.back(), "inside"), *torso.sleeves("long", cuff=True), Part(torso.front()),
        *torso.armholes(), *torso.folds(), *yoke, torso.hem_band(20), *front, *chest, *collar(),
    ))  # fmt: skip


def coat(design: Design) -> Drawing:
    long = design.get("length") == "long"
    torso = Torso(neck="v-neck", neck_width=34, top=34, shoulder=82, chest=70, waist=66,
                  waist_at=200, hem=92 if long else 84, hem_at=374 if long else 306)  # fmt: skip
    end, double = torso.hem_at, design.get("closure") == "double-breasted"
    lapel = Part("M166,34 Q176,24 188,30 L200,138 L150,96 L162,84 L146,76 Z", shade="drop", turn=20)
    overlap = Line(f"M{176 if double else 200},{150} L{174 if double else 198},{end + 4}",
                   width=1.8, opacity=0.55)  # fmt: skip
    rows = (178, 222) if double else (206,)
    fastening = tuple(b for x in rows for b in buttons(x, (154, 190, 226), 5.4))
    pockets = both(Part("M136,236 L178,242 V254 L136,248 Z", shade="drop"))
    return Drawing((
        Part(torso.back(), "inside"), *torso.sleeves("long"), Part(torso.front()),
        *torso.armholes(), *torso.folds(), overlap, *pockets, *both(lapel), *fastening,
        *_sleeve_straps(torso),
    ))  # fmt: skip


def _sleeve_straps(torso: Torso) -> Elements:
    x, y = 200 - torso.shoulder, torso.top
    return both_lines(Line(f"M{x - 53},{y + 226} Q{x - 36},{y + 236} {x - 15},{y + 230}", "dark",
                           2, 0.5))  # fmt: skip


def vest(design: Design) -> Drawing:
    """Draw a quilted body warmer."""
    body = symmetric((200, 66), (164, 60), (122, 84), (140, 120, 112, 156), (106, 250, 108, 338),
                     (150, 346, 200, 346))  # fmt: skip
    quilting = tuple(
        both_lines(Line(f"M{112 if y > 150 else 130},{y} Q150,{y + 9} 200,{y + 7}", "dark", 2.2,
                        0.45))
        for y in range(116, 340, 34)
    )  # fmt: skip
    stand = Part(symmetric((200, 40), (172, 38, 160, 46), (156, 80), (180, 92, 200, 92)), "trim")
    top: Elements = hood() if design.get("collar") == "hooded" else (stand,)
    return Drawing((
        Part(body), *(line for pair in quilting for line in pair),
        *both_lines(Line("M122,84 Q140,120 112,156", "trim", 7, 1.0)),
        rope("M200,70 V346", "metal", 4.5), Part(circle(200, 104, 4), "metal", "dome"),
        *both_lines(Line("M132,262 L144,304", "dark", 3, 0.6)), *top,
    ))  # fmt: skip
