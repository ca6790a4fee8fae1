"""An EfficientNet in two parts: the lowest layers, which are not trained, and the others."""

from torch import Tensor, nn

from lab.training.pretrained.efficientnet import EfficientNet


class LowestLayers(nn.Module):
    """From normalized pictures to the features after the stem and some blocks."""

    def __init__(self, trunk: EfficientNet, blocks: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(trunk.conv_stem, trunk.bn1, *list(trunk.blocks)[:blocks])

    def forward(self, pictures: Tensor) -> Tensor:
        features: Tensor = self.layers(pictures)
        return features


class UpperLayers(nn.Module):
    """From the features after those blocks to the pooled features (n, 1280)."""

    def __init__(self, trunk: EfficientNet, blocks: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(*list(trunk.blocks)[blocks:], trunk.conv_head, trunk.bn2)

    def forward(self, features: Tensor) -> Tensor:
        pooled: Tensor = self.layers(features).mean(dim=(2, 3))
        return pooled
