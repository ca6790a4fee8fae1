"""Instance discrimination: to tell a product from others, also from those of earlier steps.

A batch is too small to contain the look-alikes that an index of thousands of products has. Vectors
of earlier steps are free negatives, and drift little (cross-batch memory, Wang et al. 2020, arXiv
1912.06798).
"""

from dataclasses import dataclass
from typing import Final, Self

import torch
from torch import Tensor
from torch.nn import functional

MEMORY_SIZE: Final = 8192
"""Number of products: about as many as a shop has, and few enough to keep no outdated vectors."""


@dataclass(frozen=True, slots=True, eq=False)
class CrossBatchMemory:
    """Unit vectors (n, d) of the first pictures of earlier steps, with their product ids (n,)."""

    vectors: Tensor
    products: Tensor

    @classmethod
    def empty(cls, device: str = "cpu") -> Self:
        return cls(torch.zeros(0, device=device), torch.zeros(0, dtype=torch.long, device=device))

    def extended(self, vectors: Tensor, products: Tensor) -> "CrossBatchMemory":
        """Return a memory with the vectors appended, without the oldest beyond MEMORY_SIZE."""
        return CrossBatchMemory(
            torch.cat([self.vectors, vectors.detach()])[-MEMORY_SIZE:],
            torch.cat([self.products, products])[-MEMORY_SIZE:],
        )


def instance_loss(
    queries: Tensor, keys: Tensor, products: Tensor, memory: CrossBatchMemory, scale: Tensor
) -> Tensor:
    """Return the cross-entropy of finding key i by query i, among all keys and all of the memory.

    Query i and key i show `products[i]`. Its other vectors are neither positives nor negatives.
    """
    if not len(products):
        return scale * 0
    logits = scale * queries @ torch.cat([keys, memory.vectors]).T
    same = products[:, None] == torch.cat([products, memory.products])[None]
    diagonal = torch.eye(*logits.shape, dtype=torch.bool, device=logits.device)
    targets = torch.arange(len(queries), device=logits.device)
    return functional.cross_entropy(logits.masked_fill(same & ~diagonal, float("-inf")), targets)
