"""An SVG plot of recall against latency: a dot per filter and weight, a colour per engine."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from lab.benchmarks.setting_results import SettingResult

WIDTH: Final = 560
HEIGHT: Final = 320
MARGIN: Final = 56
LEGEND: Final = 190
COLOURS: Final = ("#b4432f", "#2f6db4", "#3f8f4f", "#8a5bb0", "#b08a2e", "#4a9a9a")
STEPS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """The axes: log10 of milliseconds to the right, recall upwards from `min_recall`."""

    min_power: int  # of ten
    max_power: int
    min_recall: float

    @classmethod
    def of(cls, results: Sequence[SettingResult]) -> "Scales":
        powers = [math.log10(max(result.median, 1e-3)) for result in results]
        min_power = math.floor(min(powers))
        min_recall = math.floor(10 * min(result.recall for result in results)) / 10
        return cls(
            min_power=min_power,
            max_power=max(math.ceil(max(powers)), min_power + 1),
            min_recall=min(min_recall, 0.9),
        )

    def x(self, milliseconds: float) -> float:
        power = math.log10(max(milliseconds, 1e-3))
        return MARGIN + WIDTH * (power - self.min_power) / (self.max_power - self.min_power)

    def y(self, recall: float) -> float:
        return MARGIN + HEIGHT * (1 - recall) / (1 - self.min_recall)


def recall_latency_plot(results: Sequence[SettingResult]) -> str:
    scales = Scales.of(results)
    width, height = WIDTH + LEGEND + 2 * MARGIN, HEIGHT + 2 * MARGIN
    engines = list(dict.fromkeys(result.engine for result in results))
    colours = {name: COLOURS[number % len(COLOURS)] for number, name in enumerate(engines)}
    parts = [
        *_times(scales), *_recalls(scales), *_legend(colours),
        *(_dot(result, scales, colours[result.engine]) for result in results),
    ]  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="11">\n'
        '<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _times(scales: Scales) -> Iterator[str]:
    for power in range(scales.min_power, scales.max_power + 1):
        x = scales.x(10.0**power)
        yield (
            f'<path d="M{x:.1f} {MARGIN}V{MARGIN + HEIGHT}" stroke="#e3e5e8"/>'
            f'<text x="{x:.1f}" y="{MARGIN + HEIGHT + 18}" text-anchor="middle">'
            f"{10.0**power:g} ms</text>"
        )


def _recalls(scales: Scales) -> Iterator[str]:
    yield f'<text x="{MARGIN}" y="{MARGIN - 16}">recall@24 against median latency</text>'
    for step in range(STEPS + 1):
        recall = scales.min_recall + (1 - scales.min_recall) * step / STEPS
        y = scales.y(recall)
        yield (
            f'<path d="M{MARGIN} {y:.1f}H{MARGIN + WIDTH}" stroke="#e3e5e8"/>'
            f'<text x="{MARGIN - 8}" y="{y + 4:.1f}" text-anchor="end">{recall:.2f}</text>'
        )


def _legend(colours: dict[str, str]) -> Iterator[str]:
    x = MARGIN + WIDTH + 24
    for number, (engine, colour) in enumerate(colours.items()):
        y = MARGIN + 20 * number
        yield (
            f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>'
            f'<text x="{x + 12}" y="{y + 4}">{escape(engine)}</text>'
        )


def _dot(result: SettingResult, scales: Scales, colour: str) -> str:
    label = escape(f"{result.engine} · {result.setting}")
    return (
        f'<circle cx="{scales.x(result.median):.1f}" cy="{scales.y(result.recall):.1f}" r="4" '
        f'fill="{colour}" fill-opacity="0.7"><title>{label}: '
        f"{result.recall:.4f}, {result.median:.1f} ms</title></circle>"
    )
