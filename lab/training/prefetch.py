"""The targets of one step after the other, prepared by other processes where a GPU would wait."""

import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from torch.utils.data import DataLoader, Dataset

from lab.training.data.batches import Mix
from lab.training.model.towers import Tokenizer
from lab.training.objective.targets import Targets, alike_of, read_of, targets_of, words_of
from lab.training.schedule import Stage

WORDS_BATCH: Final = 4
"""So many times the examples in a batch of words alone, which costs no pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTargets(Dataset[bytes]):
    """By the step's number, on which alone they depend. Pickled here: torch would share the memory
    of each tensor between processes, which takes an open file for each.
    """

    stage: Stage
    mix: Mix
    tokenizer: Tokenizer

    def __getitem__(self, step: int) -> bytes:
        return pickle.dumps(self.of(step))

    def of(self, step: int) -> Targets:
        alone = self.stage is Stage.WORDS
        batch = (self.mix.larger(WORDS_BATCH) if alone else self.mix).batch(step)
        alike = None if alone else alike_of(batch)
        if self.stage is Stage.PICTURES:
            return targets_of(batch, alike=alike)
        words = words_of(batch, self.tokenizer)
        read = read_of(self.mix.readings(step), self.tokenizer)
        return targets_of(batch, alike=alike, words=words, read=read)


def targets_ahead(targets: StageTargets, step: int, *, processes: int) -> Iterator[Targets]:
    """Of `step` and all after it; 0 processes make each when it is asked for."""
    prepared = DataLoader(
        targets,
        batch_size=None,
        sampler=range(step, sys.maxsize),
        num_workers=processes,
        # Forked, as pictures are too much to send; none of them computes on the GPU.
        multiprocessing_context="fork" if processes else None,
    )
    return map(pickle.loads, prepared)
