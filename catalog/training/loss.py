"""Contrastive loss in which a row may have several right answers, and some unknown ones."""

import torch
from torch import Tensor

from catalog.training.example import CONTRADICTS, FITS


def contrast(one: Tensor, other: Tensor, fits: Tensor, scale: Tensor) -> Tensor:
    """Both directions of the supervised contrastive loss.

    `one` (n, d) and `other` (m, d) hold unit vectors, `fits` (n, m) as in `fit_matrix`.
    Khosla et al. 2020, equation 2: the mean over positives is outside the logarithm.
    """
    logits = scale * one @ other.T
    return (_one_way(logits, fits) + _one_way(logits.T, fits.T)) / 2


def _one_way(logits: Tensor, fits: Tensor) -> Tensor:
    """Pairs of unknown truth leave the softmax: they are neither pulled nor pushed."""
    positive = fits == FITS
    known = positive | (fits == CONTRADICTS)
    logs = torch.log_softmax(logits.masked_fill(~known, float("-inf")), dim=1)
    per_row = logs.masked_fill(~positive, 0).sum(dim=1) / positive.sum(dim=1).clamp(min=1)
    answered = positive.any(dim=1)
    return -per_row[answered].mean() if answered.any() else logits.sum() * 0
