"""Timings of the shop's runtime and of open_clip, by workload and number of threads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.embedding.encoder import EmbeddingModel
from lab.benchmarks.encode.interleaved_timing import Timing, time_interleaved
from lab.benchmarks.encode.runtimes import (
    OPEN_CLIP,
    SHOP,
    EncoderLocation,
    load_both,
    torch_threads,
)
from lab.benchmarks.encode.workloads import Workload, workloads


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    work: str
    threads: int
    plain: Timing  # of open_clip
    shop: Timing
    least_cosine: float  # lowest cosine similarity between the two runtimes' vectors

    @property
    def times_as_fast(self) -> float:
        return self.plain.wall / self.shop.wall


def compare_runtimes(
    location: EncoderLocation,
    *,
    threads: Sequence[int],
    rounds: int,
    progress: Callable[[int], None],
) -> Iterator[Comparison]:
    """Yield a comparison for every workload and number of threads.

    Raises EncoderError, or BenchmarkError if the shop's runtime is PyTorch too.
    """
    for count in threads:
        with torch_threads(count):
            models = load_both(location, threads=count)
            for workload in workloads():
                yield _compare(models, workload, threads=count, rounds=rounds)
                progress(1)


def _compare(
    models: Mapping[str, EmbeddingModel], workload: Workload, *, threads: int, rounds: int
) -> Comparison:
    timings = time_interleaved(models, workload, rounds=rounds)
    return Comparison(
        work=workload.name,
        threads=threads,
        plain=timings[OPEN_CLIP],
        shop=timings[SHOP],
        least_cosine=_least_cosine(models, workload),
    )


def _least_cosine(models: Mapping[str, EmbeddingModel], workload: Workload) -> float:
    plain, shop = (workload.encode(models[name]) for name in (OPEN_CLIP, SHOP))
    return float(np.min(np.sum(plain * shop, axis=1)))
