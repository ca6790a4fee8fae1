"""The shop's runtime beside open_clip, for each work and number of threads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.embedding.encoder import EmbeddingModel
from lab.benchmarks.encode.rounds import Turn, in_turns
from lab.benchmarks.encode.runtimes import PLAIN, SHOP, Named, loaded, torch_threads
from lab.benchmarks.encode.work import Work, all_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    work: str
    threads: int
    plain: Turn
    shop: Turn
    least_cosine: float  # between the two vectors of one item

    @property
    def times_as_fast(self) -> float:
        return self.plain.wall / self.shop.wall


def compared(
    named: Named, *, threads: Sequence[int], rounds: int, progress: Callable[[int], None]
) -> Iterator[Compared]:
    """Raises EncoderError or BenchmarkError."""
    for count in threads:
        with torch_threads(count):
            models = loaded(named, threads=count)
            for work in all_work():
                yield _compared(models, work, threads=count, rounds=rounds)
                progress(1)


def _compared(
    models: Mapping[str, EmbeddingModel], work: Work, *, threads: int, rounds: int
) -> Compared:
    turns = in_turns(models, work, rounds=rounds)
    return Compared(
        work=work.name,
        threads=threads,
        plain=turns[PLAIN],
        shop=turns[SHOP],
        least_cosine=_least_cosine(models, work),
    )


def _least_cosine(models: Mapping[str, EmbeddingModel], work: Work) -> float:
    plain, shop = (work.encode(models[name]) for name in (PLAIN, SHOP))
    return float(np.min(np.sum(plain * shop, axis=1)))
