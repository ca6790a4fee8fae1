from collections.abc import Sequence
from xml.etree import ElementTree

from lab.benchmarks.recall_latency_plot import recall_latency_plot
from lab.benchmarks.setting_results import SettingResult

SVG = "{http://www.w3.org/2000/svg}"


def result(engine: str, recall: float, median: float) -> SettingResult:
    return SettingResult(
        engine=engine, setting="everything", queries=1, recall=recall, median=median, p95=0,
        missing=0,
    )  # fmt: skip


def elements(figures: Sequence[SettingResult], name: str) -> list[ElementTree.Element]:
    drawing = ElementTree.fromstring(recall_latency_plot(figures))  # noqa: S314 - our own
    return list(drawing.iter(f"{SVG}{name}"))


def dots(*figures: SettingResult) -> list[tuple[float, float]]:
    circles = elements(figures, "circle")
    with_title = [one for one in circles if one.find(f"{SVG}title") is not None]
    return [(float(one.attrib["cx"]), float(one.attrib["cy"])) for one in with_title]


def test_plot_puts_faster_engines_left_and_better_recall_up() -> None:
    (fast_x, poor_y), (slow_x, good_y) = dots(result("a", 0.62, 2), result("b", 0.99, 70))
    assert fast_x < slow_x
    assert good_y < poor_y


def test_plot_has_a_logarithmic_time_axis() -> None:
    xs = [x for x, _ in dots(*(result("a", 1, median) for median in (2, 20, 200)))]
    assert abs((xs[1] - xs[0]) - (xs[2] - xs[1])) < 0.5


def test_plot_colours_engines_differently_and_escapes_their_names() -> None:
    figures = [result("a < b", 1, 5), result("c", 1, 5)]
    assert {"a < b", "c"} <= {one.text for one in elements(figures, "text")}
    assert len({one.attrib["fill"] for one in elements(figures, "circle")}) == 2
