"""T-shirts, shirts, blouses, hoodies, sweaters and cardigans."""

from lab.demo.drawings.torso import Elements, Torso, buttons
from lab.demo.vector_shapes import Drawing, Line, Part, both, both_lines, rope, symmetric
from lab.demo.world import Design


def t_shirt(design: Design) -> Drawing:
    torso = Torso(neck=design.get("neckline"), shoulder=97, chest=86, waist=87, hem=90, hem_at=328)
    return Drawing(_basic(torso, design.get("sleeve")) + torso.rim())


def tank_top(design: Design) -> Drawing:
    v = design.get("neckline") == "v-neck"
    neck = (184, 150, 168, 100, 160, 46) if v else (172, 132, 162, 100, 160, 46)
    arm = (134, 100, 128, 130, 110, 150)
    body = symmetric((200, 150 if v else 132), neck, (136, 48), arm, (108, 240, 104, 340),
                     (150, 348, 200, 348))  # fmt: skip
    back = symmetric((200, 92), (168, 90, 160, 46), (150, 46), (150, 160), (200, 160))
    curve = f"M200,{150 if v else 132} C{','.join(map(str, neck))}"
    rims = both_lines(Line(curve, "trim", 5, 1.0))
    arms = both_lines(Line("M136,48 C134,100 128,130 110,150", "trim", 5, 1.0))
    return Drawing((Part(back, "inside"), Part(body), *rims, *arms, *Torso().folds()))


def _basic(torso: Torso, sleeve: str) -> Elements:
    return (
        Part(torso.back(), "inside"), *torso.sleeves(sleeve), Part(torso.front()),
        *torso.armholes(), *torso.hem_stitch(), *torso.folds(),
    )  # fmt: skip


def shirt(design: Design) -> Drawing:
    torso = Torso(neck="collar", neck_width=34, waist=74, hem=78, hem_at=328, sag=34)
    front = Line("M193,92 V361 M207,92 V361", width=1.3, opacity=0.35)
    pocket = Line("M226,160 h38 v34 l-19,10 l-19,-10 Z", width=1.4, opacity=0.4)
    return Drawing((
        Part(torso.back(), "inside"), *torso.sleeves(design.get("sleeve"), cuff=True),
        Part(torso.front()), *torso.armholes(), *torso.folds(), front, pocket,
        *torso.hem_stitch(), *buttons(200, (120, 162, 204, 246, 288, 330)), *collar(),
    ))  # fmt: skip


def collar(fill: str = "fabric") -> Elements:
    leaf = Part("M166,56 Q172,44 186,50 L200,90 L176,116 Q164,86 158,66 Z", fill, "soft", 35)
    stand = Part(symmetric((200, 44), (176, 42, 166, 56), (176, 68, 200, 70)), "inside")
    return (stand, *both(leaf))


def blouse(design: Design) -> Drawing:
    torso = Torso(neck=design.get("neckline"), neck_width=44, shoulder=84, waist=62, waist_at=236,
                  chest=76, hem=92, hem_at=318)  # fmt: skip
    ruffle = "M156,66 Q166,110 200,132 Q190,140 196,150 Q160,136 144,74 Z"
    tucks = both_lines(Line("M184,150 Q180,230 170,312 M160,170 Q156,240 140,310", "dark", 3, 0.1))
    bow = both(Part("M200,146 Q176,122 170,140 Q166,160 200,150 Z", "trim"))
    ends = both(Part("M198,150 Q186,190 180,206 L192,210 Q200,180 203,152 Z", "trim"))
    return Drawing((
        Part(torso.back(), "inside"), *puffed(torso, design.get("sleeve")), Part(torso.front()),
        *torso.armholes(), *tucks, *both(Part(ruffle, "fabric", "drop", 20)), *ends, *bow,
    ))  # fmt: skip


def puffed(torso: Torso, sleeve: str) -> Elements:
    """Draw sleeves that are gathered at the shoulder and the cuff."""
    x, y, long = 200 - torso.shoulder, torso.top, sleeve == "long"
    d = (
        f"M{x + 8},{y + 16} C{x - 40},{y + 6} {x - 74},{y + 150} {x - 62},{y + 226} "
        f"Q{x - 44},{y + 244} {x - 26},{y + 232} Q{x + 4},{y + 160} {x + 16},{y + 94} Z"
        if long
        else f"M{x + 8},{y + 16} C{x - 34},{y} {x - 70},{y + 60} {x - 58},{y + 104} "
        f"Q{x - 30},{y + 132} {x - 2},{y + 122} Q{x + 6},{y + 104} {x + 16},{y + 94} Z"
    )
    cuff = (
        f"M{x - 62},{y + 224} Q{x - 44},{y + 242} {x - 26},{y + 230} l-3,22 q-18,6 -34,-4 Z"
        if long
        else f"M{x - 59},{y + 102} Q{x - 30},{y + 130} {x - 2},{y + 120} l2,12 q-34,12 -64,-16 Z"
    )
    return both(Part(d, shade="sleeve", turn=18)) + both(Part(cuff, "trim"))


def polo_shirt(design: Design) -> Drawing:
    torso = Torso(neck="collar", neck_width=36, chest=80, waist=79, hem=80, hem_at=344)
    placket = Part("M192,84 H208 V164 H192 Z", "trim", "flat")
    return Drawing((
        *_basic(torso, design.get("sleeve")), placket, *buttons(200, (112, 132, 152), 3),
        *collar("trim"),
    ))  # fmt: skip


def hoodie(design: Design) -> Drawing:
    torso = Torso(neck="collar", neck_width=40, top=82, shoulder=94, chest=86, waist=86, hem=84,
                  hem_at=352)  # fmt: skip
    pocket = "M150,262 H250 L272,326 H128 Z"
    zipped = design.get("closure") == "zip"
    centre: Elements = (rope("M200,112 V356", "metal", 3.4),) if zipped else ()
    cords = both_lines(Line("M182,118 Q178,150 180,184", "white", 3, 1.0))
    return Drawing((
        *torso.sleeves("long", cuff=True), Part(torso.front()), *torso.armholes(),
        *torso.folds(), Part(pocket, shade="drop", outline=1.6), torso.hem_band(20), *centre,
        *hood(), *cords,
    ))  # fmt: skip


def hood() -> Elements:
    outer = symmetric((200, 24), (140, 22, 132, 74, 148, 108), (170, 126, 200, 136))
    inner = symmetric((200, 44), (160, 44, 156, 84, 166, 104), (182, 116, 200, 122))
    return (Part(outer, shade="dome"), Part(inner, "inside", "drop"))


def sweater(design: Design) -> Drawing:
    torso = Torso(neck=design.get("neckline"), chest=84, waist=86, hem=82)
    turtle = Part(symmetric((200, 30), (176, 28, 164, 36), (160, 60, 158, 70),
                            (180, 84, 200, 84)), "trim", "sleeve")  # fmt: skip
    neck: Elements = (turtle,) if torso.neck == "turtleneck" else torso.rim(width=10)
    return Drawing((
        Part(torso.back(), "inside"), *torso.sleeves("long", cuff=True), Part(torso.front()),
        *torso.armholes(), *torso.folds(), torso.hem_band(22), *neck,
    ))  # fmt: skip


def cardigan(design: Design) -> Drawing:
    long = design.get("length") == "long"
    torso = Torso(neck="v-neck", hem_at=368 if long else 312, top=44 if long else 58, hem=80,
                  waist=78, waist_at=220)  # fmt: skip
    deep = torso.depth + 48
    opening = symmetric((200, torso.top + 6), (200 - torso.neck_width, torso.top), (200, deep))
    band = both_lines(Line(f"M{200 - torso.neck_width},{torso.top} Q182,{deep - 50} 199,{deep} "
                           f"V{torso.hem_at + 6}", "trim", 11, 1.0))  # fmt: skip
    ys = tuple(deep + 14 + i * (torso.hem_at - deep - 20) / 4 for i in range(5))
    middle = Line(f"M200,{deep} V{torso.hem_at + 6}", width=1.4, opacity=0.6)
    return Drawing((
        *torso.sleeves("long", cuff=True), Part(torso.front()), Part(opening, "inside"),
        *torso.armholes(), *torso.folds(), torso.hem_band(), *band, middle, *buttons(200, ys, 4.4),
    ))  # fmt: skip
