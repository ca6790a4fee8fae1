"""Contrastive and classification losses with several positives per row and unknown pairs."""

import torch
from torch import Tensor

from lab.training.data.concepts import ClassificationTargets
from lab.training.data.example import CONTRADICTS, FITS


def supcon_loss(first: Tensor, second: Tensor, fits: Tensor, scale: Tensor) -> Tensor:
    """Return the supervised contrastive loss, the mean of both directions.

    `first` (n, d) and `second` (m, d) are unit vectors, `fits` (n, m) is a `fit_matrix`.
    Khosla et al. 2020, equation 2: the mean over positives is outside the logarithm.
    """
    forward = one_way_supcon_loss(first, second, fits, scale)
    return (forward + one_way_supcon_loss(second, first, fits.T, scale)) / 2


def one_way_supcon_loss(queries: Tensor, keys: Tensor, fits: Tensor, scale: Tensor) -> Tensor:
    """Return the loss of contrasting each query with all keys that fit or contradict it.

    UNKNOWN pairs are masked out of the softmax. Queries without a positive do not count.
    """
    logits = scale * queries @ keys.T
    positive = fits == FITS
    known = positive | (fits == CONTRADICTS)
    log_probs = torch.log_softmax(logits.masked_fill(~known, float("-inf")), dim=1)
    per_row = log_probs.masked_fill(~positive, 0).sum(dim=1) / positive.sum(dim=1).clamp(min=1)
    has_positive = positive.any(dim=1)
    return -per_row[has_positive].mean() if has_positive.any() else logits.sum() * 0


def masked_cross_entropy(
    pictures: Tensor, names: Tensor, targets: ClassificationTargets, scale: Tensor
) -> Tensor:
    """Return the loss of classifying pictures (n, d) by names (concepts, d), among those allowed.

    It is the weighted sum over all targets, divided by the number of pictures.
    """
    logits = scale * pictures[targets.examples] @ names.T
    log_probs = torch.log_softmax(logits.masked_fill(~targets.allowed, float("-inf")), dim=1)
    target_log_probs = log_probs.gather(1, targets.concepts[:, None]).squeeze(1)
    return -(target_log_probs * targets.weights).sum() / len(pictures)
