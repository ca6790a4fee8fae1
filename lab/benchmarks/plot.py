"""Recall against latency as an SVG: a dot for each setting, a colour for each engine."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from lab.benchmarks.measured import Measured

WIDTH: Final = 560
HEIGHT: Final = 320
MARGIN: Final = 56
LEGEND: Final = 190
COLOURS: Final = ("#b4432f", "#2f6db4", "#3f8f4f", "#8a5bb0", "#b08a2e", "#4a9a9a")
STEPS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """Milliseconds to the right, by their logarithm; recall upwards, as far as it goes down."""

    fastest: int  # power of ten
    slowest: int
    least: float

    @classmethod
    def of(cls, figures: Sequence[Measured]) -> "Scales":
        powers = [math.log10(max(one.median, 1e-3)) for one in figures]
        fastest = math.floor(min(powers))
        least = math.floor(10 * min(one.recall for one in figures)) / 10
        return cls(
            fastest=fastest,
            slowest=max(math.ceil(max(powers)), fastest + 1),
            least=min(least, 0.9),
        )

    def x(self, milliseconds: float) -> float:
        power = math.log10(max(milliseconds, 1e-3))
        return MARGIN + WIDTH * (power - self.fastest) / (self.slowest - self.fastest)

    def y(self, recall: float) -> float:
        return MARGIN + HEIGHT * (1 - recall) / (1 - self.least)


def plotted(figures: Sequence[Measured]) -> str:
    scales = Scales.of(figures)
    width, height = WIDTH + LEGEND + 2 * MARGIN, HEIGHT + 2 * MARGIN
    engines = list(dict.fromkeys(one.engine for one in figures))
    colours = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(engines)}
    parts = [
        *_times(scales), *_recalls(scales), *_legend(colours),
        *(_dot(one, scales, colours[one.engine]) for one in figures),
    ]  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="11">\n'
        '<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _times(scales: Scales) -> Iterator[str]:
    for power in range(scales.fastest, scales.slowest + 1):
        x = scales.x(10.0**power)
        yield (
            f'<path d="M{x:.1f} {MARGIN}V{MARGIN + HEIGHT}" stroke="#e3e5e8"/>'
            f'<text x="{x:.1f}" y="{MARGIN + HEIGHT + 18}" text-anchor="middle">'
            f"{10.0**power:g} ms</text>"
        )


def _recalls(scales: Scales) -> Iterator[str]:
    yield f'<text x="{MARGIN}" y="{MARGIN - 16}">recall@24 against median latency</text>'
    for step in range(STEPS + 1):
        recall = scales.least + (1 - scales.least) * step / STEPS
        y = scales.y(recall)
        yield (
            f'<path d="M{MARGIN} {y:.1f}H{MARGIN + WIDTH}" stroke="#e3e5e8"/>'
            f'<text x="{MARGIN - 8}" y="{y + 4:.1f}" text-anchor="end">{recall:.2f}</text>'
        )


def _legend(colours: dict[str, str]) -> Iterator[str]:
    x = MARGIN + WIDTH + 24
    for place, (engine, colour) in enumerate(colours.items()):
        y = MARGIN + 20 * place
        yield (
            f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>'
            f'<text x="{x + 12}" y="{y + 4}">{escape(engine)}</text>'
        )


def _dot(one: Measured, scales: Scales, colour: str) -> str:
    return (
        f'<circle cx="{scales.x(one.median):.1f}" cy="{scales.y(one.recall):.1f}" r="4" '
        f'fill="{colour}" fill-opacity="0.7"><title>{escape(f"{one.engine} · {one.setting}")}: '
        f"{one.recall:.4f}, {one.median:.1f} ms</title></circle>"
    )
