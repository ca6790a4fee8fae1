"""Classification of photos by the labels of their folder, and of rendered designs by kind."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lab.training.data.batches import Batch
from lab.training.data.example import Example
from lab.training.data.tensors import TensorDataclass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelTargets(TensorDataclass):
    """What the examples of a batch show."""

    examples: int
    labelled: Tensor  # int64 (p,), numbers of the examples with a label
    labels: Tensor  # int64 (p,), numbers of their labels
    allowed: Tensor  # bool (p, labels): those of the example's own source
    designs: Tensor  # int64, numbers of the rendered examples


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSets:
    """The labels of all sources. Each source is classified by itself, because the labels of two may
    mean the same.
    """

    labels: Sequence[tuple[int, str]]
    """Each with the number of its source, in the order of their prototypes."""
    rendered: frozenset[int]
    """Numbers of the sources of rendered designs."""

    def targets(self, batch: Batch) -> LabelTargets:
        numbers = {label: number for number, label in enumerate(self.labels)}
        sources = [source for source, size in enumerate(batch.source_sizes) for _ in range(size)]
        known = {
            row: numbers[key]
            for row, source in enumerate(sources)
            if (key := (source, self._label(source, batch.examples[row]))) in numbers
        }
        folders = torch.tensor([source for source, _ in self.labels])
        labels = torch.tensor(list(known.values()), dtype=torch.long)
        return LabelTargets(
            examples=len(batch.examples),
            labelled=torch.tensor(list(known), dtype=torch.long),
            labels=labels,
            allowed=folders[labels][:, None] == folders[None],
            designs=torch.tensor(
                [row for row, source in enumerate(sources) if source in self.rendered],
                dtype=torch.long,
            ),
        )

    def _label(self, source: int, example: Example) -> str:
        return example.certain.get("kind" if source in self.rendered else "label", "")
