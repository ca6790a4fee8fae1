"""Closed-form regression: linear with a ridge penalty, and with a kernel; and principal axes."""

from dataclasses import dataclass
from typing import Final, Self

import torch
from torch import Tensor

SMALLEST: Final = 1e-6
"""Share of the largest eigenvalue below which another is noise of single precision."""


@dataclass(frozen=True, slots=True, eq=False)
class LinearMap:
    """`features @ matrix + bias`: (n, inputs) to (n, outputs)."""

    matrix: Tensor
    bias: Tensor

    def __call__(self, features: Tensor) -> Tensor:
        return features @ self.matrix + self.bias

    def to(self, device: str) -> Self:
        return type(self)(self.matrix.to(device), self.bias.to(device))


def ridge_regression(
    features: Tensor, targets: Tensor, weights: Tensor, *, penalty: float
) -> LinearMap:
    """Fit the linear map of least weighted squared error. `weights` (n,) are those of the rows."""
    shares = (weights / weights.sum())[:, None]
    mean, target_mean = (shares * features).sum(dim=0), (shares * targets).sum(dim=0)
    centred = features - mean
    weighted = (weights[:, None] * centred).T
    gram = weighted @ centred + penalty * torch.eye(features.shape[1])
    matrix = torch.linalg.solve(gram, weighted @ (targets - target_mean))
    return LinearMap(matrix, target_mean - mean @ matrix)


@dataclass(frozen=True, slots=True, eq=False)
class KernelRegression:
    """Ridge regression with the kernel exp(bandwidth * (cosine - 1)) between unit vectors."""

    anchors: Tensor  # (n, inputs), unit vectors
    coefficients: Tensor  # (n, outputs)
    bandwidth: float

    @classmethod
    def fit(cls, anchors: Tensor, targets: Tensor, *, bandwidth: float, penalty: float) -> Self:
        kernel = _kernel(anchors, anchors, bandwidth) + penalty * torch.eye(len(anchors))
        return cls(anchors, torch.linalg.solve(kernel, targets), bandwidth)

    def __call__(self, vectors: Tensor) -> Tensor:
        return _kernel(vectors, self.anchors, self.bandwidth) @ self.coefficients


def _kernel(first: Tensor, second: Tensor, bandwidth: float) -> Tensor:
    return (bandwidth * (first @ second.T - 1)).exp()


def principal_axes(vectors: Tensor, count: int) -> Tensor:
    """Return the orthonormal axes (d, count) of the largest second moments of vectors (n, d).

    The vectors are not centred. The smaller of the two Gram matrices is decomposed, which is
    faster than a singular value decomposition.
    """
    axes: Tensor
    if len(vectors) >= vectors.shape[1]:
        axes = torch.linalg.eigh(vectors.T @ vectors).eigenvectors
    else:
        values, left = torch.linalg.eigh(vectors @ vectors.T)
        axes = vectors.T @ (left / values.clamp(min=SMALLEST * float(values[-1])).sqrt())
    return axes[:, -count:].flip(1)
