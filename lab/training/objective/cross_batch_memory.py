"""Products of earlier steps, so that a photo is told apart from thousands as in an index.

What a batch holds is too little to show what is confused among thousands. The vectors of earlier
steps cost nothing and hardly differ from what they would be now (cross-batch memory, Wang et al.
2020, arXiv 1912.06798).
"""

from dataclasses import dataclass
from typing import Final, Self

import torch
from torch import Tensor
from torch.nn import functional

SIZE: Final = 8192
"""Products: about what a shop has, and few enough steps ago to be still true."""


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """`vectors` (n, d) of unit length, of the first pictures of `products` (n,), ids."""

    vectors: Tensor
    products: Tensor

    @classmethod
    def nothing(cls, device: str = "cpu") -> Self:
        return cls(torch.zeros(0, device=device), torch.zeros(0, dtype=torch.long, device=device))

    def noting(self, pictures: Tensor, products: Tensor) -> "Remembered":
        return Remembered(
            torch.cat([self.vectors, pictures.detach()])[-SIZE:],
            torch.cat([self.products, products])[-SIZE:],
        )


def told_apart(
    photos: Tensor, pictures: Tensor, products: Tensor, remembered: Remembered, scale: Tensor
) -> Tensor:
    """Photo i finds picture i, of product i, among those of the batch and all remembered ones.

    What is remembered of the same product is left out: it is neither wrong nor the answer.
    """
    if not len(products):
        return scale * 0
    logits = scale * photos @ torch.cat([pictures, remembered.vectors]).T
    same = products[:, None] == torch.cat([products, remembered.products])[None]
    itself = torch.eye(*logits.shape, dtype=torch.bool, device=logits.device)
    answers = torch.arange(len(photos), device=logits.device)
    return functional.cross_entropy(logits.masked_fill(same & ~itself, float("-inf")), answers)
