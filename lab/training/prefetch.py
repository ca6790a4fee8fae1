"""The targets of consecutive steps, prepared by worker processes if the model is on a GPU."""

import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from torch.utils.data import DataLoader, Dataset

from lab.training.data.batches import Mixture
from lab.training.model.tokenizer import Tokenizer
from lab.training.objective.label_sets import LabelSets
from lab.training.objective.targets import (
    BatchTargets,
    batch_targets,
    caption_targets,
    distillation_targets,
    instance_targets,
    text_only_targets,
)
from lab.training.schedule import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTargets(Dataset[bytes]):
    """The targets of any step of a stage, pickled. The step's number alone determines them.

    They are pickled here because torch would pass each tensor from a worker as shared memory, with
    an open file for each.
    """

    stage: Stage
    mixture: Mixture
    tokenizer: Tokenizer
    text_batch_factor: int = 1
    labels: LabelSets | None = None
    """What an image stage with teachers classifies photos by."""

    def __getitem__(self, step: int) -> bytes:
        return pickle.dumps(self.at(step))

    def at(self, step: int) -> BatchTargets:
        if self.labels is not None and self.stage is Stage.IMAGE:
            return distillation_targets(self.mixture.batch(step), self.labels)
        if self.stage is Stage.TEXT:
            batch = self.mixture.scaled(self.text_batch_factor).batch(step)
            instances = None
        else:
            batch = self.mixture.batch(step)
            instances = instance_targets(batch)
        if self.stage is Stage.IMAGE:
            return batch_targets(batch, instances=instances)
        return batch_targets(
            batch,
            instances=instances,
            captions=caption_targets(batch, self.tokenizer),
            text_only=text_only_targets(self.mixture.text_only(step), self.tokenizer),
        )


def prefetch_targets(
    targets: StageTargets, first_step: int, *, workers: int
) -> Iterator[BatchTargets]:
    """Yield the targets of `first_step` and all later steps, without end.

    Worker processes prepare them in advance. Without workers, this process does so on demand.
    """
    pickled = DataLoader(
        targets,
        batch_size=None,
        sampler=range(first_step, sys.maxsize),
        num_workers=workers,
        # Forked workers share the pictures, which are too large to send. None of them uses the GPU,
        # which would not survive the fork.
        multiprocessing_context="fork" if workers else None,
    )
    return map(pickle.loads, pickled)
