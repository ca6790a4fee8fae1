"""Convolutions of single pixels as matrix products in bf16.

CPUs with bf16 instructions multiply matrices several times as fast in it, but PyTorch's gradients
of convolutions in bf16 are slower than in fp32 there.
"""

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional


class PointwiseConvolution(nn.Module):
    def __init__(self, convolution: nn.Conv2d) -> None:
        super().__init__()
        self.weight, self.bias = convolution.weight, convolution.bias

    def forward(self, x: Tensor) -> Tensor:
        pixels = x.permute(0, 2, 3, 1)
        with torch.autocast("cpu", torch.bfloat16):
            product = functional.linear(pixels, self.weight.flatten(1), self.bias)
        return product.float().permute(0, 3, 1, 2)


def with_bf16_pointwise(module: nn.Module) -> nn.Module:
    """Return a copy with the same parameters that computes its 1 x 1 convolutions in bf16."""
    tensors = {id(tensor): tensor for tensor in [*module.parameters(), *module.buffers()]}
    copied = copy.deepcopy(module, tensors)
    for parent in list(copied.modules()):
        for name, layer in list(parent.named_children()):
            if isinstance(layer, nn.Conv2d) and layer.kernel_size == (1, 1):
                setattr(parent, name, PointwiseConvolution(layer))
    return copied
