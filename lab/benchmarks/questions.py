"""What every engine is asked: a joint vector, and a filter by one field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lab.benchmarks.vectors import CLUSTERS, Floats, Vectors

FLAGS: Final[Mapping[str, float]] = {
    "half": 0.5, "tenth": 0.1, "hundredth": 0.01, "thousandth": 0.001,
}  # fmt: skip
"""Fields that say "yes" for so large a share of the products, whatever their vectors."""

PARTS: Final[Mapping[str, int]] = {"brand": 20, "aisle": 2}
"""Fields with so many values, each of its own clusters: filters correlated with the vectors."""

WEIGHTS: Final = (1.0, 0.7, 0.5, 0.0)
"""The photo's share; the words have the rest."""


@dataclass(frozen=True, slots=True)
class Condition:
    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Catalog:
    """`joint` (n, 2d); `fields` hold a text for each product, "" for none."""

    joint: Floats
    fields: Mapping[str, NDArray[np.str_]]

    def passing(self, condition: Condition | None) -> NDArray[np.bool_]:
        if condition is None:
            return np.ones(len(self.joint), dtype=np.bool_)
        return np.asarray(self.fields[condition.field] == condition.value)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """`photo` and `words` (d,) are of unit length; `joint` (2d,) is their weighted pair."""

    photo: Floats
    words: Floats
    image_weight: float
    condition: Condition | None

    @property
    def joint(self) -> Floats:
        """Its inner product with [v ; u] is the weighted sum of photo·v and words·u."""
        both = np.concatenate([
            self.image_weight * self.photo, (1 - self.image_weight) * self.words
        ])  # fmt: skip
        return np.asarray(both / np.linalg.norm(both), dtype=np.float32)


def catalog_of(vectors: Vectors) -> Catalog:
    rng = np.random.default_rng(7)
    count = len(vectors.clusters)
    flags = {name: np.where(rng.random(count) < share, "yes", "") for name, share in FLAGS.items()}
    parts = {
        name: np.char.mod(f"{name} %d", _part_of(vectors.clusters, parts))
        for name, parts in PARTS.items()
    }
    return Catalog(joint=vectors.joint, fields={**flags, **parts})


def settings(queries: Vectors) -> Iterator[tuple[str, list[Question]]]:
    """Each filter with each weight, by name."""
    for name, conditions in _conditions(queries).items():
        for weight in WEIGHTS:
            yield f"{name}, photo {weight:.1f}", list(_questions(queries, conditions, weight))


def _questions(
    queries: Vectors, conditions: Sequence[Condition | None], weight: float
) -> Iterator[Question]:
    for photo, words, condition in zip(queries.images, queries.words, conditions, strict=True):
        yield Question(photo=photo, words=words, image_weight=weight, condition=condition)


def _conditions(queries: Vectors) -> dict[str, Sequence[Condition | None]]:
    count = len(queries.clusters)
    found: dict[str, Sequence[Condition | None]] = {"everything": [None] * count}
    for name, share in FLAGS.items():
        found[f"{share:.1%} at random"] = [Condition(name, "yes")] * count
    for name, parts in PARTS.items():
        own = _part_of(queries.clusters, parts)
        found[f"{1 / parts:.1%} where the query is"] = _having(name, own)
        found[f"{1 / parts:.1%} elsewhere"] = _having(name, (own + parts // 2) % parts)
    return found


def _having(field: str, parts: NDArray[np.int64]) -> list[Condition]:
    return [Condition(field, f"{field} {one}") for one in parts]


def _part_of(clusters: NDArray[np.int64], parts: int) -> NDArray[np.int64]:
    return np.asarray(clusters * parts // CLUSTERS)
