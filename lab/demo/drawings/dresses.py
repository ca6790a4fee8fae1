"""Dresses, jumpsuits and skirts."""

from lab.demo.drawings.torso import Elements, Torso
from lab.demo.vector_shapes import Drawing, Line, Part, both, both_lines, stitch, symmetric
from lab.demo.world import Design

HEMS = {"mini": (262, 76), "midi": (326, 94), "maxi": (382, 108)}


def bodice(design: Design) -> Torso:
    return Torso(neck=str(dict(design.shape).get("neckline", "round neck")), neck_width=36, top=20,
                 shoulder=66, chest=56, waist=44, waist_at=150, hem=46, hem_at=164)  # fmt: skip


def dress(design: Design) -> Drawing:
    torso, sleeve = bodice(design), design.get("sleeve")
    hem, half = HEMS[design.get("length")]
    skirt = symmetric((200, 160), (154, 156), (142, 200, 200 - half, hem - 4),
                      (150, hem + 12, 200, hem + 10))  # fmt: skip
    belt = Part(symmetric((200, 156), (155, 152), (154, 168), (200, 172)), "trim", "cylinder")
    return Drawing((
        Part(torso.back(), "inside"), *_sleeves(torso, sleeve), Part(skirt, shade="drop"),
        Part(torso.front()), *pleats(170, hem, half), belt, *torso.rim(width=4),
        *(torso.armholes() if sleeve != "sleeveless" else ()),
        *both_lines(stitch(f"M{202 - half},{hem - 11} Q150,{hem + 5} 200,{hem + 3}")),
    ))  # fmt: skip


def _sleeves(torso: Torso, sleeve: str) -> Elements:
    """Draw sleeves that are slimmer than a shirt's. Long sleeves taper."""
    if sleeve == "sleeveless":
        return ()
    if sleeve == "short":
        d = "M140,40 C112,46 96,84 88,112 Q104,128 128,126 Q134,116 146,108 Z"
    else:
        d = "M140,40 C110,50 102,130 84,220 Q94,230 106,228 C118,180 132,140 146,108 Z"
    return both(Part(d, shade="sleeve", turn=22))


def pleats(top: float, hem: float, half: float) -> Elements:
    """Draw soft folds from the waist to the hem."""
    lines = [
        Line(f"M{200 - 44 * at},{top} Q{200 - 50 * at},{(top + hem) / 2} {200 - half * at},{hem}",
             "dark", 4, 0.12)
        for at in (0.2, 0.5, 0.8)
    ]  # fmt: skip
    return tuple(twin for line in lines for twin in both_lines(line))


def jumpsuit(design: Design) -> Drawing:
    torso = Torso(neck="v-neck", neck_width=34, top=16, shoulder=64, chest=54, waist=44,
                  waist_at=140, hem=48, hem_at=156)  # fmt: skip
    legs = symmetric((200, 152), (154, 148), (136, 190, 138, 240), (132, 310, 122, 378),
                     (150, 388, 180, 384), (188, 300, 200, 226))  # fmt: skip
    belt = Part(symmetric((200, 148), (155, 144), (153, 162), (200, 166)), "trim", "cylinder")
    return Drawing((
        Part(torso.back(), "inside"), *_sleeves(torso, design.get("sleeve")), Part(legs),
        Part(torso.front()), Line("M200,166 V226", opacity=0.4), belt, *torso.rim(width=4),
        *both_lines(Line("M160,170 Q150,280 152,380", "dark", 4, 0.12)),
    ))  # fmt: skip


SKIRT_HEMS = {"mini": 220, "midi": 300, "maxi": 372}
SKIRT_FLARE = {"pencil": 62, "flared": 104, "pleated": 118}


def skirt(design: Design) -> Drawing:
    cut, hem = design.get("cut"), SKIRT_HEMS[design.get("length")]
    half = SKIRT_FLARE[cut] + (hem - 220) * (0.22 if cut != "pencil" else -0.08)
    body = symmetric((200, 66), (148, 62), (124, 110, 200 - max(half, 78), 170 if cut == "pencil"
                     else hem - 40, 200 - half, hem), (150, hem + 14, 200, hem + 12))  # fmt: skip
    band = Part(symmetric((200, 50), (170, 50, 150, 46), (147, 68), (170, 74, 200, 74)), "trim")
    lines = _skirt_lines(cut, hem, half)
    return Drawing((Part(body, shade="drop"), *lines, band), block=66 + (hem - 66) * 0.6)


def _skirt_lines(cut: str, hem: float, half: float) -> Elements:
    if cut == "pencil":
        slit = Line(f"M200,{hem - 40} V{hem + 12}", "dark", 2.4, 0.6)
        return (slit, *both_lines(Line("M172,76 L168,116", opacity=0.4)))
    if cut == "flared":
        return pleats(76, hem, half)
    folds = [
        Line(f"M{200 - 50 * at:g},74 L{200 - half * at:g},{hem + 8 - 8 * at:g}", "dark", 3, 0.32)
        for at in (0.12, 0.3, 0.48, 0.66, 0.84)
    ]
    return tuple(twin for line in folds for twin in both_lines(line))
