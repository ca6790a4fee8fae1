"""Timing by turns, so that whatever else the machine does meets every runtime alike."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.embedding.encoder import EmbeddingModel
from lab.benchmarks.encode.work import Work

PAUSE: Final = 0.02
"""Seconds between turns: PyTorch's threads go on spinning for a moment, to be there for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Milliseconds for one item; `processor`: of all threads together."""

    wall: float
    processor: float


def in_turns(
    models: Mapping[str, EmbeddingModel], work: Work, *, rounds: int
) -> dict[str, Turn]:  # fmt: skip
    """The medians of each model; a first round, which warms up, does not count."""
    turns: dict[str, list[Turn]] = {name: [] for name in models}
    for _ in range(rounds + 1):
        for name, model in models.items():
            turns[name].append(_turn(model, work))
    return {name: _median(some[1:]) for name, some in turns.items()}


def _turn(model: EmbeddingModel, work: Work) -> Turn:
    time.sleep(PAUSE)
    wall, processor = time.perf_counter(), time.process_time()
    work.encode(model)
    each = 1000 / work.items
    return Turn(
        wall=each * (time.perf_counter() - wall),
        processor=each * (time.process_time() - processor),
    )


def _median(turns: Sequence[Turn]) -> Turn:
    return Turn(
        wall=float(np.median([one.wall for one in turns])),
        processor=float(np.median([one.processor for one in turns])),
    )
