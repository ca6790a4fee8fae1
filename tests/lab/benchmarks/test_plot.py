from collections.abc import Sequence
from xml.etree import ElementTree

from lab.benchmarks.measured import Measured
from lab.benchmarks.plot import plotted

SVG = "{http://www.w3.org/2000/svg}"


def found(engine: str, recall: float, median: float) -> Measured:
    return Measured(
        engine=engine, setting="everything", queries=1, recall=recall, median=median, p95=0,
        missing=0,
    )  # fmt: skip


def elements(figures: Sequence[Measured], name: str) -> list[ElementTree.Element]:
    drawing = ElementTree.fromstring(plotted(figures))  # noqa: S314 - our own
    return list(drawing.iter(f"{SVG}{name}"))


def dots(*figures: Measured) -> list[tuple[float, float]]:
    circles = elements(figures, "circle")
    with_title = [one for one in circles if one.find(f"{SVG}title") is not None]
    return [(float(one.attrib["cx"]), float(one.attrib["cy"])) for one in with_title]


def test_faster_is_further_left_and_better_further_up() -> None:
    (fast_x, poor_y), (slow_x, good_y) = dots(found("a", 0.62, 2), found("b", 0.99, 70))
    assert fast_x < slow_x
    assert good_y < poor_y


def test_equal_steps_are_equal_factors_of_time() -> None:
    xs = [x for x, _ in dots(*(found("a", 1, median) for median in (2, 20, 200)))]
    assert abs((xs[1] - xs[0]) - (xs[2] - xs[1])) < 0.5


def test_engines_are_told_apart_and_their_names_cannot_break_the_file() -> None:
    figures = [found("a < b", 1, 5), found("c", 1, 5)]
    assert {"a < b", "c"} <= {one.text for one in elements(figures, "text")}
    assert len({one.attrib["fill"] for one in elements(figures, "circle")}) == 2
