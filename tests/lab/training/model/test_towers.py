import pytest
import torch
from torch import nn

from lab.training.model.towers import pad_before_convolution


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("size", [2, 3, 7])
def test_padding_before_a_wide_depthwise_convolution_keeps_its_result(
    size: int, stride: int
) -> None:
    layer = nn.Conv2d(8, 8, 5, stride=stride, padding=2, groups=8)
    pictures = torch.randn(3, 8, size, size)
    before = layer(pictures)
    pad_before_convolution(layer)
    assert layer.padding == (0, 0)
    assert torch.allclose(layer(pictures), before, atol=1e-6)


def test_padding_of_other_convolutions_is_unchanged() -> None:
    layers = nn.Sequential(
        nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 8, 5, padding=2), nn.Conv2d(8, 8, 1)
    )
    pad_before_convolution(layers)
    paddings = [layer.padding for layer in layers if isinstance(layer, nn.Conv2d)]
    assert paddings == [(1, 1), (2, 2), (0, 0)]
