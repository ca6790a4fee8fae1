"""Trousers, jeans, shorts and leggings."""

from dataclasses import dataclass

from lab.demo.drawings.torso import Elements, buttons
from lab.demo.vector_shapes import Drawing, Line, Part, both_lines, stitch, symmetric
from lab.demo.world import Design


@dataclass(frozen=True, slots=True)
class Cut:
    """One trouser leg: y of its hem, and the hem's outer and inner distance from the middle."""

    hem_at: float
    outer: float
    inner: float
    crotch: float = 152
    hip: float = 74


SLIM, WIDE = Cut(374, 62, 24), Cut(374, 96, 26)


def legs(cut: Cut) -> Elements:
    knee = (cut.crotch + cut.hem_at) / 2
    outside = 200 - (cut.hip + cut.outer) / 2 - 2
    d = symmetric(
        (200, 34), (144, 30), (126, 90, 200 - cut.hip, cut.crotch - 20),
        (outside, knee, 200 - cut.outer, cut.hem_at),
        (200 - (cut.outer + cut.inner) / 2, cut.hem_at + 9, 200 - cut.inner, cut.hem_at + 3),
        (200 - cut.inner * 0.9, knee, 200, cut.crotch + 6),
    )  # fmt: skip
    crease = Line(f"M{204 - cut.hip / 2:g},{cut.crotch} L{200 - (cut.outer + cut.inner) / 2:g},"
                  f"{cut.hem_at}", "dark", 4, 0.1)  # fmt: skip
    whiskers = Line(f"M196,{cut.crotch - 2} Q176,{cut.crotch - 10} 156,{cut.crotch + 4} "
                    f"M194,{cut.crotch - 16} Q174,{cut.crotch - 26} 152,{cut.crotch - 20}",
                    "dark", 2.4, 0.16)  # fmt: skip
    return (Part(d, shade="legs"), *both_lines(crease), *both_lines(whiskers))


def waistband(fill: str = "fabric") -> Part:
    return Part(symmetric((200, 24), (170, 24, 144, 20), (142, 42), (170, 48, 200, 48)), fill)


def fly(tone: str = "dark") -> Line:
    return Line("M200,48 V150 M200,132 Q214,126 214,100 V48", tone, 1.6, 0.5)


def pockets(tone: str = "dark") -> Elements:
    return both_lines(Line("M166,48 Q164,78 133,88", tone, 1.8, 0.55))


def trousers(design: Design) -> Drawing:
    cut = SLIM if design.get("fit") == "slim" else WIDE
    return Drawing((
        *legs(cut), *pockets(), fly(), waistband(), *buttons(200, (36,), 4), *_belt_loops(),
    ))  # fmt: skip


def _belt_loops() -> Elements:
    return both_lines(Line("M160,22 V48", "dark", 4, 0.35))


def jeans(design: Design) -> Drawing:
    cut = SLIM if design.get("fit") == "slim" else WIDE
    seam = stitch(f"M138,60 Q{206 - cut.hip},150 {204 - cut.outer},{cut.hem_at - 4}")
    hem = stitch(f"M{202 - cut.outer},{cut.hem_at - 8} L{200 - cut.inner},{cut.hem_at - 5}")
    gold = [Line("M168,50 Q166,80 134,90", "thread", 1.4, 0.9, True)]
    fade = Part(symmetric_fade(cut), "#ffffff22", "flat", outline=0)
    twin = Part(fade.d, fade.fill, "flat", 0, True, 0)
    return Drawing((
        *legs(cut), fade, twin, *pockets(), *(t for g in gold for t in both_lines(g)),
        fly("thread"), *both_lines(seam), *both_lines(hem), waistband(), *_belt_loops(),
        *buttons(200, (36,), 4.6), *_rips(design.get("finish"), cut),
    ))  # fmt: skip


def symmetric_fade(cut: Cut) -> str:
    """Return the path of the washed-out front of the left thigh."""
    x = 200 - (cut.hip + 18) / 2
    return f"M{x},120 Q{x + 18},180 {x - 4},250 Q{x - 22},180 {x},120 Z"


def _rips(finish: str, cut: Cut) -> Elements:
    if finish == "clean":
        return ()
    x = 200 - (cut.outer + cut.inner) / 2 - 2
    holes = (Part(f"M{x - 16},252 Q{x},242 {x + 16},254 Q{x + 2},266 {x - 16},252 Z", "#f1e6da",
                  "flat"),
             Part(f"M{404 - x - 15},204 Q{404 - x},196 {404 - x + 14},206 "
                  f"Q{404 - x},214 {404 - x - 15},204 Z", "#f1e6da", "flat"))  # fmt: skip
    threads = Line(
        f"M{x - 12},250 h25 M{x - 13},254 h27 M{404 - x - 11},204 h22", "white", 1.3, 0.9
    )
    return (*holes, threads)


def shorts(design: Design) -> Drawing:
    long = design.get("length") == "knee-length"
    cut = Cut(300, 92, 10, 172, 86) if long else Cut(232, 94, 8, 168, 86)
    hem = stitch(f"M{202 - cut.outer},{cut.hem_at - 9} L{200 - cut.inner},{cut.hem_at - 5}")
    cord = both_lines(Line("M196,40 Q188,66 190,84", "white", 2.6, 1.0))
    drawn = (*legs(cut), *pockets(), Line("M200,48 V174", opacity=0.4), *both_lines(hem))
    return Drawing((*drawn, waistband("trim"), *cord), block=150)


def leggings(design: Design) -> Drawing:
    cut = Cut(376 if design.get("length") == "full-length" else 310, 44, 18, 142, 66)
    panel = Line(f"M138,70 Q{212 - cut.hip},180 {208 - cut.outer},{cut.hem_at}", "dark", 1.8, 0.35)
    return Drawing((*legs(cut), *both_lines(panel), waistband("trim"), Line("M200,48 V146")))
