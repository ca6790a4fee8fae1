"""Classification of photos by the labels of their folder."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lab.training.data.batches import Batch
from lab.training.data.tensors import TensorDataclass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelTargets(TensorDataclass):
    """What the examples of a batch show: photos of a label, or two views of a rendered design."""

    examples: int
    photos: Tensor  # int64 (p,), numbers of the examples with a label
    labels: Tensor  # int64 (p,), numbers of their labels
    allowed: Tensor  # bool (p, labels): those of the photo's own folder
    designs: Tensor  # int64, numbers of the rendered examples


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSets:
    """The labels of all photo folders. Each folder is classified by itself, because the labels of
    two folders may mean the same.
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
            if (key := (source, batch.examples[row].certain.get("label", ""))) in numbers
        }
        folders = torch.tensor([source for source, _ in self.labels])
        labels = torch.tensor(list(known.values()), dtype=torch.long)
        return LabelTargets(
            examples=len(batch.examples),
            photos=torch.tensor(list(known), dtype=torch.long),
            labels=labels,
            allowed=folders[labels][:, None] == folders[None],
            designs=torch.tensor(
                [row for row, source in enumerate(sources) if source in self.rendered],
                dtype=torch.long,
            ),
        )
