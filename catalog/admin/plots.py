"""Small bar charts of the last days, as SVG that the server draws."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format

from catalog.insights.daily import Day, total_of

# In units of the drawing, which is stretched to the width of the page.
WIDTH: Final = 300.0
HEIGHT: Final = 64.0
GAP: Final = 2.0
# So that a small number does not look like none.
MIN_BAR: Final = 1.5
NOTHING: Final = "-"

Number = Callable[[Day], float | None]  # None: nothing to show for the day
Shown = Callable[[float | None], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    name: str  # for ids
    title: str
    total: str
    description: str  # what the bars say, in words
    top: str  # the highest number
    first_day: str
    last_day: str
    bars: tuple[Bar, ...]
    width: float = WIDTH
    height: float = HEIGHT


def plot(name: str, title: str, days: Sequence[Day], number: Number, shown: Shown) -> Plot:
    values = [number(day) for day in days]
    highest = max((value for value in values if value is not None), default=0.0)
    total = shown(number(total_of(days)))
    first, last = _date(days[0]), _date(days[-1])
    best = max(zip(values, days, strict=True), key=lambda each: each[0] or 0)[1]
    peak = f" The highest is {shown(highest)}, on {_date(best)}." if highest else ""
    return Plot(
        name=name,
        title=title,
        total=total,
        description=f"{title}, {first} to {last}: {total}.{peak}",
        top=shown(highest) if highest else "",
        first_day=first,
        last_day=last,
        bars=tuple(_bars(days, values, highest, shown)),
    )


def count(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.0f}"


def percent(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.0%}"


def ratio(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f}"


def _bars(
    days: Sequence[Day], values: Sequence[float | None], highest: float, shown: Shown
) -> "list[Bar]":
    step = WIDTH / len(days)
    bars = []
    for place, (day, value) in enumerate(zip(days, values, strict=True)):
        if value:
            height = round(max(MIN_BAR, HEIGHT * value / highest), 1)
            x, y = round(step * place + GAP / 2, 1), round(HEIGHT - height, 1)
            label = f"{_date(day)}: {shown(value)}"
            bars.append(Bar(x=x, y=y, width=step - GAP, height=height, label=label))
    return bars


def _date(day: Day) -> str:
    return date_format(day.day, "j M")
