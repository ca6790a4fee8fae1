"""Wide depthwise convolutions that are trained quickly.

oneDNN has no quick gradient where a map is smaller than the kernel, as MobileNetV4's last ones
are: a third of a step on 2 cores went there. Padded beforehand, the same convolution takes a
quarter of the time and gives the same numbers.
"""

from typing import Final

from torch import Tensor, nn
from torch.nn import functional

WIDE: Final = (5, 5)
MARGIN: Final = WIDE[0] // 2


def pad_beforehand(model: nn.Module) -> None:
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d) and _is_wide(layer):
            layer.padding = (0, 0)
            layer.register_forward_pre_hook(_padded)


def _is_wide(layer: nn.Conv2d) -> bool:
    depthwise = layer.groups == layer.in_channels > 1
    return depthwise and layer.kernel_size == WIDE and layer.padding == (MARGIN, MARGIN)


def _padded(_layer: nn.Module, given: tuple[Tensor]) -> tuple[Tensor]:
    return (functional.pad(given[0], (MARGIN,) * 4),)
