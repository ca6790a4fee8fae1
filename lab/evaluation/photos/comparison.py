"""Figures of several encoders and rankings, with intervals, and how they differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lab.evaluation.bootstrap import Estimate, mean_estimate
from lab.training.photo_measures.figures import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoMeasurement:
    """A figure of one encoder: of its vectors compared directly, or of a search with a ranking."""

    encoder: str
    figure: Figure
    ranking: str = ""
    """The ranking variant, or "" without the shop's search."""

    @property
    def estimate(self) -> Estimate:
        """The figure, with an interval by bootstrap over the groups that it is a mean of."""
        return mean_estimate(list(self.figure.by_group.values()))

    @property
    def question(self) -> tuple[str, str, str]:
        """What was measured, which is the same for all encoders and rankings."""
        return self.figure.task, self.figure.measure, self.figure.averaged

    @property
    def column(self) -> tuple[str, str]:
        return self.encoder, self.ranking


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How much higher a measurement is than `base`, the first one of the same question."""

    measurement: PhotoMeasurement
    base: PhotoMeasurement
    estimate: Estimate
    """By bootstrap over the groups, each compared with itself."""


def differences(measurements: Sequence[PhotoMeasurement]) -> Iterator[Difference]:
    first: dict[tuple[str, str, str], PhotoMeasurement] = {}
    for measurement in measurements:
        base = first.setdefault(measurement.question, measurement)
        if measurement is not base:
            gaps = _gaps(measurement.figure.by_group, base.figure.by_group)
            yield Difference(measurement=measurement, base=base, estimate=mean_estimate(gaps))


def _gaps(values: Mapping[str, float], base: Mapping[str, float]) -> list[float]:
    return [values[group] - base[group] for group in base]
