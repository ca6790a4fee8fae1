"""Interleaved timing, so that other load on the machine affects every runtime alike."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.embedding.encoder import EmbeddingModel
from lab.benchmarks.encode.workloads import Workload

PAUSE: Final = 0.02
"""Seconds before each timing, in which the worker threads of PyTorch stop spinning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Milliseconds per item; `processor` is the CPU time of all threads."""

    wall: float
    processor: float


def time_interleaved(
    models: Mapping[str, EmbeddingModel], workload: Workload, *, rounds: int
) -> dict[str, Timing]:  # fmt: skip
    """Time the models in turns, after a warm-up round. Return the median timing of each."""
    timings: dict[str, list[Timing]] = {name: [] for name in models}
    for _ in range(rounds + 1):
        for name, model in models.items():
            timings[name].append(_time(model, workload))
    return {name: _median(model_timings[1:]) for name, model_timings in timings.items()}


def _time(model: EmbeddingModel, workload: Workload) -> Timing:
    time.sleep(PAUSE)
    wall, processor = time.perf_counter(), time.process_time()
    workload.encode(model)
    scale = 1000 / workload.items
    return Timing(
        wall=scale * (time.perf_counter() - wall),
        processor=scale * (time.process_time() - processor),
    )


def _median(timings: Sequence[Timing]) -> Timing:
    return Timing(
        wall=float(np.median([timing.wall for timing in timings])),
        processor=float(np.median([timing.processor for timing in timings])),
    )
