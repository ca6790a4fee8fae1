"""The catalog of the search benchmark, and its queries, each with vectors and a filter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lab.benchmarks.synthetic_vectors import CLUSTERS, Floats, PairedVectors

FLAGS: Final[Mapping[str, float]] = {
    "half": 0.5, "tenth": 0.1, "hundredth": 0.01, "thousandth": 0.001,
}  # fmt: skip
"""The share of products whose field of this name is "yes", independently of their vectors."""

FIELD_VALUES: Final[Mapping[str, int]] = {"brand": 20, "aisle": 2}
"""How many values a field has. A value covers whole clusters, so it correlates with vectors."""

WEIGHTS: Final = (1.0, 0.7, 0.5, 0.0)
"""Image weights; the weight of the text is 1 minus that of the image."""


@dataclass(frozen=True, slots=True)
class FieldFilter:
    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Catalog:
    """Joint vectors (n, 2d), and each field's n values, "" for none."""

    joint: Floats
    fields: Mapping[str, NDArray[np.str_]]

    def matches(self, field_filter: FieldFilter | None) -> NDArray[np.bool_]:
        if field_filter is None:
            return np.ones(len(self.joint), dtype=np.bool_)
        return np.asarray(self.fields[field_filter.field] == field_filter.value)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VectorQuery:
    """Unit vectors `photo` and `words` (d,), and the filter that results must pass, if any."""

    photo: Floats
    words: Floats
    image_weight: float
    field_filter: FieldFilter | None

    @property
    def joint(self) -> Floats:
        """Unit vector (2d,). Its product with a joint vector is proportional to the score."""
        both = np.concatenate([
            self.image_weight * self.photo, (1 - self.image_weight) * self.words
        ])  # fmt: skip
        return np.asarray(both / np.linalg.norm(both), dtype=np.float32)


def catalog_of(vectors: PairedVectors) -> Catalog:
    rng = np.random.default_rng(7)
    count = len(vectors.clusters)
    flags = {name: np.where(rng.random(count) < share, "yes", "") for name, share in FLAGS.items()}
    correlated = {
        name: np.char.mod(f"{name} %d", _value_numbers(vectors.clusters, values))
        for name, values in FIELD_VALUES.items()
    }
    return Catalog(joint=vectors.joint, fields={**flags, **correlated})


def queries_by_setting(queries: PairedVectors) -> Iterator[tuple[str, list[VectorQuery]]]:
    """Yield a name and the queries for every combination of filter and image weight."""
    for name, filters in _filters_by_name(queries).items():
        for weight in WEIGHTS:
            yield f"{name}, photo {weight:.1f}", list(_queries(queries, filters, weight))


def _queries(
    queries: PairedVectors, filters: Sequence[FieldFilter | None], weight: float
) -> Iterator[VectorQuery]:
    for photo, words, field_filter in zip(queries.images, queries.words, filters, strict=True):
        yield VectorQuery(photo=photo, words=words, image_weight=weight, field_filter=field_filter)


def _filters_by_name(queries: PairedVectors) -> dict[str, Sequence[FieldFilter | None]]:
    count = len(queries.clusters)
    filters: dict[str, Sequence[FieldFilter | None]] = {"everything": [None] * count}
    for name, share in FLAGS.items():
        filters[f"{share:.1%} at random"] = [FieldFilter(name, "yes")] * count
    for name, values in FIELD_VALUES.items():
        numbers = _value_numbers(queries.clusters, values)
        filters[f"{1 / values:.1%} where the query is"] = _value_filters(name, numbers)
        elsewhere = (numbers + values // 2) % values
        filters[f"{1 / values:.1%} elsewhere"] = _value_filters(name, elsewhere)
    return filters


def _value_filters(field: str, numbers: NDArray[np.int64]) -> list[FieldFilter]:
    return [FieldFilter(field, f"{field} {number}") for number in numbers]


def _value_numbers(clusters: NDArray[np.int64], values: int) -> NDArray[np.int64]:
    return np.asarray(clusters * values // CLUSTERS)
