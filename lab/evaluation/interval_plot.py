"""An SVG plot of measurements from 0 to 1: a dot and an interval for each."""

from collections.abc import Sequence
from html import escape
from typing import Final

from lab.evaluation.measurements import Measurement
from lab.evaluation.ranking_variants import SHOP_RANKER

LABEL_WIDTH: Final = 430
SCALE_WIDTH: Final = 360
ROW: Final = 20
MARGIN: Final = 28
SHOP_COLOUR, OTHER_COLOUR = "#b4432f", "#5b6470"


def interval_plot(measurements: Sequence[Measurement], *, highlighted: str = SHOP_RANKER) -> str:
    """Draw the measurements. Those of the `highlighted` ranker stand out by their colour."""
    width, height = LABEL_WIDTH + SCALE_WIDTH + 2 * MARGIN, ROW * len(measurements) + 2 * MARGIN
    rows = [
        _row(
            measurement,
            MARGIN + ROW * (number + 0.5),
            SHOP_COLOUR if measurement.ranker == highlighted else OTHER_COLOUR,
        )
        for number, measurement in enumerate(measurements)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="11">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{_grid(height)}\n'
        + "\n".join(rows)
        + "\n</svg>\n"
    )


def _grid(height: int) -> str:
    return "\n".join(
        f'<path d="M{_x(value):.1f} {MARGIN}V{height - MARGIN}" stroke="#e3e5e8"/>'
        f'<text x="{_x(value):.1f}" y="{MARGIN - 8}" text-anchor="middle">{value:.1f}</text>'
        for value in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )


def _row(measurement: Measurement, y: float, colour: str) -> str:
    estimate = measurement.estimate
    label = escape(f"{measurement.task} · {measurement.measure} · {measurement.ranker}")
    return (
        f'<text x="{LABEL_WIDTH + MARGIN - 12}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
        f'<path d="M{_x(estimate.low):.1f} {y:.1f}H{_x(estimate.high):.1f}" stroke="{colour}" '
        f'stroke-width="2"/><circle cx="{_x(estimate.value):.1f}" cy="{y:.1f}" r="4" '
        f'fill="{colour}"/>'
    )


def _x(value: float) -> float:
    return MARGIN + LABEL_WIDTH + SCALE_WIDTH * value
