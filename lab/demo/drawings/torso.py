"""The upper-body shapes that tops, coats and dresses share."""

from dataclasses import dataclass

from lab.demo.vector_shapes import Line, Part, both, both_lines, circle, stitch, symmetric

Elements = tuple[Part | Line, ...]

# The y at which the front neckline ends, for a torso with its top at 62.
NECK_DEPTH = {"crew neck": 84, "round neck": 92, "v-neck": 138, "turtleneck": 66, "collar": 90}


@dataclass(frozen=True, slots=True, kw_only=True)
class Torso:
    """Measures of a bodice. `neck_width`, `shoulder`, `chest`, `waist` and `hem` are distances from
    the middle; `top`, `waist_at` and `hem_at` are y coordinates.
    """

    neck: str = "crew neck"
    neck_width: float = 38
    top: float = 62
    shoulder: float = 92
    chest: float = 80
    waist: float = 78
    waist_at: float = 230
    hem: float = 84
    hem_at: float = 338
    sag: float = 5

    @property
    def depth(self) -> float:
        return NECK_DEPTH[self.neck] - 62 + self.top

    def front(self) -> str:
        top, low = self.top, self.hem_at + self.sag
        return symmetric(
            (200, self.depth),
            self._neck_curve(),
            (200 - self.shoulder, top + 22),
            (190 - self.chest, top + 60, 200 - self.chest, top + 92),
            (198 - self.waist, self.waist_at - 40, 200 - self.waist, self.waist_at),
            (199 - self.waist, self.waist_at + 40, 200 - self.hem, self.hem_at),
            (200 - self.hem / 2, low, 200, low),
        )

    def _neck_curve(self) -> tuple[float, ...]:
        edge = 200 - self.neck_width
        if self.neck == "v-neck":
            return (188, self.depth - 22, edge, self.top)
        return (182, self.depth, edge + 3, self.depth - 6, edge, self.top)

    def back(self) -> str:
        """Return the path of the inside of the back, seen through the neck opening."""
        edge = 200 - self.neck_width
        return symmetric(
            (200, self.top + 7), (185, self.top + 7, edge, self.top), (edge + 6, self.depth),
            (200, self.depth + 4),
        )  # fmt: skip

    def rim(self, tone: str = "trim", width: float = 6) -> Elements:
        """Draw the band around the neckline, front and back."""
        edge = 200 - self.neck_width
        curve = self._neck_curve()
        letter = "Q" if len(curve) == 4 else "C"
        front = f"M200,{self.depth} {letter}{','.join(f'{n:g}' for n in curve)}"
        back = f"M200,{self.top + 7} Q185,{self.top + 7} {edge},{self.top}"
        return both_lines(Line(back, tone, width, 1.0)) + both_lines(Line(front, tone, width, 1.0))

    def sleeves(self, length: str, cuff: bool = False) -> Elements:
        if length == "sleeveless":
            return ()
        return self._short() if length == "short" else self._long(cuff)

    def _short(self) -> Elements:
        x, top = 200 - self.shoulder, self.top
        d = (
            f"M{x + 8},{top + 18} C{x - 26},{top + 28} {x - 44},{top + 70} {x - 56},{top + 106} "
            f"Q{x - 34},{top + 122} {x - 8},{top + 126} "
            f"C{x - 4},{top + 112} {x + 8},{top + 100} {x + 16},{top + 94} Z"
        )
        hem = f"M{x - 53},{top + 99} Q{x - 32},{top + 114} {x - 7},{top + 118}"
        return both(Part(d, shade="sleeve", turn=28)) + both_lines(stitch(hem))

    def _long(self, cuff: bool) -> Elements:
        x, top = 200 - self.shoulder, self.top
        d = (
            f"M{x + 8},{top + 18} C{x - 26},{top + 30} {x - 36},{top + 90} {x - 44},{top + 140} "
            f"C{x - 50},{top + 190} {x - 56},{top + 220} {x - 58},{top + 256} "
            f"Q{x - 42},{top + 266} {x - 22},{top + 262} "
            f"C{x - 14},{top + 210} {x - 2},{top + 150} {x + 16},{top + 94} Z"
        )
        sleeve = both(Part(d, shade="sleeve", turn=14))
        return sleeve + (self._cuffs() if cuff else ())

    def _cuffs(self) -> Elements:
        x, top = 200 - self.shoulder, self.top
        d = (
            f"M{x - 57},{top + 246} Q{x - 40},{top + 256} {x - 20},{top + 252} "
            f"L{x - 23},{top + 276} Q{x - 42},{top + 281} {x - 58},{top + 271} Z"
        )
        return both(Part(d, fill="trim", shade="sleeve"))

    def armholes(self) -> Elements:
        """Draw the seams between sleeves and body."""
        x, top = 200 - self.shoulder, self.top
        d = f"M{x},{top + 22} Q{190 - self.chest},{top + 60} {200 - self.chest},{top + 92}"
        return both_lines(Line(d, width=1.5, opacity=0.3))

    def hem_band(self, height: float = 18) -> Part:
        """Draw the ribbed band at the bottom of knitwear."""
        y, half = self.hem_at, self.hem
        return Part(
            symmetric((200, y - height + 6), (200 - half / 2, y - height + 6, 201 - half,
                      y - height), (203 - half, y + 3), (200 - half / 2, y + 8, 200, y + 8)),
            fill="trim",
        )  # fmt: skip

    def hem_stitch(self) -> Elements:
        y, half = self.hem_at - 8, self.hem
        return both_lines(
            stitch(f"M{201 - half},{y} Q{200 - half / 2},{y + self.sag} 200,{y + self.sag}")
        )

    def folds(self) -> Elements:
        """Draw folds in the cloth below the armpits."""
        x, y = 200 - self.chest, self.top + 98
        first = Line(f"M{x + 4},{y} Q{x + 22},{y + 40} {x + 18},{y + 96}", "dark", 5, 0.07)
        second = Line(f"M{x + 8},{y + 60} Q{x + 30},{y + 90} {x + 52},{y + 170}", "dark", 6, 0.05)
        return both_lines(first) + both_lines(second)


def buttons(x: float, ys: tuple[float, ...], r: float = 3.6) -> Elements:
    return tuple(Part(circle(x, y, r), fill="button", shade="dome") for y in ys)
