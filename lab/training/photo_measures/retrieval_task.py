"""Finding photos by photos or words, leave-one-out, and how well that goes."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from catalog.embedding.encoder import Vectors

DEPTH: Final = 10
"""Photos found by each query that are looked at."""
CHUNK: Final = 256
"""Queries that are compared at once."""
UNKNOWN: Final = -1

Numbers = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RetrievalTask:
    """Queries, and the photos that each should find: those with its key.

    Keys and photographers are numbers, UNKNOWN if they are not known. A query photo does not find
    itself, nor photos by the same photographer.
    """

    name: str
    measures: tuple[str, ...]
    photo_keys: Numbers
    query_keys: Numbers
    query_rows: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """The query photos by their rows, or else `texts`."""
    texts: Sequence[str] = ()
    photographers: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Of all photos, if the query photo's photographer is left out."""
    only_known: bool = False
    """Whether photos with an unknown key are left out: they might be right."""
    groups: Mapping[str, Sequence[str]]
    """For each way to average ("labels"), the group of each query. All groups weigh the same."""

    def candidates(self, queries: slice) -> NDArray[np.bool_]:
        """Return (queries, photos): whether the query may find the photo."""
        shape = (len(self.query_keys[queries]), len(self.photo_keys))
        allowed = np.broadcast_to(
            (self.photo_keys != UNKNOWN) | (not self.only_known), shape
        ).copy()
        if rows := list(self.query_rows[queries]):
            allowed[np.arange(len(rows)), rows] = False
            if len(self.photographers):
                own = self.photographers[rows]
                same = own[:, None] == self.photographers[None]
                allowed &= ~(same & (own != UNKNOWN)[:, None])
        return allowed


@dataclass(frozen=True, slots=True, eq=False)
class QueryResults:
    """For each query: which of the first DEPTH photos are right, and how many are in all."""

    right: NDArray[np.bool_]
    relevant: Numbers
    candidates: Numbers


def run_task(task: RetrievalTask, queries: Vectors, photos: Vectors) -> QueryResults:
    """Compare unit vectors of the queries with those of all photos, by cosine."""
    parts = list(_chunks(task, queries, photos))
    return QueryResults(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _chunks(
    task: RetrievalTask, queries: Vectors, photos: Vectors
) -> Iterator[tuple[NDArray[np.bool_], Numbers, Numbers]]:
    # A random order of photos, always the same: equal similarities must not favour the first label.
    order = np.random.default_rng(0).permutation(len(photos))
    for start in range(0, len(queries), CHUNK):
        part = slice(start, start + CHUNK)
        allowed = task.candidates(part)[:, order]
        relevant = allowed & (task.query_keys[part, None] == task.photo_keys[None, order])
        scores = np.where(allowed, queries[part] @ photos[order].T, -np.inf)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]
        yield (
            np.take_along_axis(relevant, best, axis=1),
            relevant.sum(axis=1),
            allowed.sum(axis=1),
        )


def measure_queries(measure: str, results: QueryResults) -> Values:
    """Return the measure of each query: "precision@10" or "recall@k"."""
    if measure == "precision@10":
        possible = np.minimum(DEPTH, results.relevant)
        counted = np.arange(results.right.shape[1]) < possible[:, None]
        hits: Values = (results.right & counted).sum(axis=1) / np.maximum(possible, 1)
        return hits
    found: NDArray[np.bool_] = np.any(results.right[:, : _cutoff(measure)], axis=1)
    return found.astype(np.float64)


def chance_of_queries(measure: str, results: QueryResults) -> Values:
    """Return what a random order reaches on average with each query."""
    if measure == "precision@10":
        precision: Values = results.relevant / np.maximum(results.candidates, 1)
        return precision
    k = _cutoff(measure)
    pairs = zip(results.relevant.tolist(), results.candidates.tolist(), strict=True)
    return np.array([_chance_of_recall(relevant, count, k) for relevant, count in pairs])


def _chance_of_recall(relevant: int, candidates: int, k: int) -> float:
    """Return the probability that k random candidates include a relevant one."""
    drawn = min(k, candidates)
    return 1 - math.comb(candidates - relevant, drawn) / math.comb(candidates, drawn)


def _cutoff(measure: str) -> int:
    return int(measure.removeprefix("recall@"))
