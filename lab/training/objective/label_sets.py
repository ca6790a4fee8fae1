"""Classification of photos by the labels of their folder, and of rendered designs by looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from lab.training.data.batches import Batch
from lab.training.data.example import Fact
from lab.training.data.tensors import TensorDataclass

WEIGHTS: Final[Mapping[str, float]] = {"kind": 4.0, "label": 4.0}
"""Weight of an attribute, 1 for the others. What a product is matters most in a search."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelTargets(TensorDataclass):
    """What the examples of a batch show."""

    examples: int
    labelled: Tensor  # int64 (p,), numbers of the examples, one for each of their labels
    labels: Tensor  # int64 (p,), numbers of their labels
    allowed: Tensor  # bool (p, labels): those of the same attribute and source
    groups: Tensor  # int64 (p,), the number of each label's attribute and source
    weights: Tensor  # float32 (p,), those of the labels' attributes
    designs: Tensor  # int64, numbers of the rendered examples


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSets:
    """The facts to tell apart, of all sources. Each attribute of a source is classified by itself,
    because the labels of two sources may mean the same.
    """

    labels: Sequence[tuple[int, Fact]]
    """Each with the number of its source, in the order of their prototypes."""
    rendered: frozenset[int]
    """Numbers of the sources of rendered designs."""

    def targets(self, batch: Batch) -> LabelTargets:
        numbers = {label: number for number, label in enumerate(self.labels)}
        sources = [source for source, size in enumerate(batch.source_sizes) for _ in range(size)]
        known = [
            (row, numbers[source, Fact(*fact)])
            for row, source in enumerate(sources)
            for fact in batch.examples[row].certain.items()
            if (source, Fact(*fact)) in numbers
        ]
        labels = torch.tensor([label for _, label in known], dtype=torch.long)
        return LabelTargets(
            examples=len(batch.examples),
            labelled=torch.tensor([row for row, _ in known], dtype=torch.long),
            labels=labels,
            groups=self._groups[labels],
            weights=self._weights[labels],
            allowed=self._groups[labels][:, None] == self._groups[None],
            designs=torch.tensor(
                [row for row, source in enumerate(sources) if source in self.rendered],
                dtype=torch.long,
            ),
        )

    @property
    def _weights(self) -> Tensor:
        return torch.tensor([WEIGHTS.get(fact.attribute, 1.0) for _, fact in self.labels])

    @property
    def _groups(self) -> Tensor:
        """The number of each label's attribute of its source."""
        keys = [(source, fact.attribute) for source, fact in self.labels]
        order = list(dict.fromkeys(keys))
        return torch.tensor([order.index(key) for key in keys])
