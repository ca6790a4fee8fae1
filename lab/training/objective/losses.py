"""Contrastive losses in which a row may have several right answers, and some unknown ones."""

import torch
from torch import Tensor

from lab.training.data.concepts import Questions
from lab.training.data.example import CONTRADICTS, FITS


def contrast(one: Tensor, other: Tensor, fits: Tensor, scale: Tensor) -> Tensor:
    """Both directions of the supervised contrastive loss.

    `one` (n, d) and `other` (m, d) hold unit vectors, `fits` (n, m) as in `fit_matrix`.
    Khosla et al. 2020, equation 2: the mean over positives is outside the logarithm.
    """
    return (ranked(one, other, fits, scale) + ranked(other, one, fits.T, scale)) / 2


def ranked(one: Tensor, other: Tensor, fits: Tensor, scale: Tensor) -> Tensor:
    """One direction: each of `one` finds what fits it among `other`.

    Pairs of unknown truth leave the softmax: they are neither pulled nor pushed.
    """
    logits = scale * one @ other.T
    positive = fits == FITS
    known = positive | (fits == CONTRADICTS)
    logs = torch.log_softmax(logits.masked_fill(~known, float("-inf")), dim=1)
    per_row = logs.masked_fill(~positive, 0).sum(dim=1) / positive.sum(dim=1).clamp(min=1)
    some = positive.any(dim=1)
    return -per_row[some].mean() if some.any() else logits.sum() * 0


def answered(pictures: Tensor, names: Tensor, asked: Questions, scale: Tensor) -> Tensor:
    """Cross-entropy of each question's answer among the names allowed, per picture."""
    logits = scale * pictures[asked.examples] @ names.T
    logs = torch.log_softmax(logits.masked_fill(~asked.allowed, float("-inf")), dim=1)
    right = logs.gather(1, asked.answers[:, None]).squeeze(1)
    return -(right * asked.weights).sum() / len(pictures)
