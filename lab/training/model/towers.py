"""The two towers of the open_clip model: building them, and embedding with them."""

from typing import Final

import torch
from open_clip.model import CLIP
from torch import Tensor, nn
from torch.nn import functional

from lab.training.model.model_config import ModelConfig

TEXT_BATCH: Final = {"cpu": 40, "cuda": 1024}
"""Number of texts of similar length to encode together, by device. Small batches save padding, but
a GPU needs large ones.
"""

WIDE_KERNEL: Final = (5, 5)
WIDE_PADDING: Final = WIDE_KERNEL[0] // 2


def build_model(config: ModelConfig) -> CLIP:
    """Build the model with random weights from torch's global generator."""
    model = CLIP(**config.to_open_clip())
    pad_before_convolution(model)
    return model.to(memory_format=torch.channels_last)


def pad_before_convolution(model: nn.Module) -> None:
    """Speed up the gradients of wide depthwise convolutions, without changing their results.

    oneDNN has no fast gradient for feature maps smaller than the kernel, such as MobileNetV4's
    last ones, which took a third of a training step on 2 cores. With separate padding, the
    convolution takes a quarter of the time.
    """
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d) and _is_wide_depthwise(layer):
            layer.padding = (0, 0)
            layer.register_forward_pre_hook(_pad)


def _is_wide_depthwise(layer: nn.Conv2d) -> bool:
    depthwise = layer.groups == layer.in_channels > 1
    padded = layer.padding == (WIDE_PADDING, WIDE_PADDING)
    return depthwise and layer.kernel_size == WIDE_KERNEL and padded


def _pad(_layer: nn.Module, inputs: tuple[Tensor]) -> tuple[Tensor]:
    return (functional.pad(inputs[0], (WIDE_PADDING,) * 4),)


def embed_pictures(model: CLIP, pictures: Tensor) -> Tensor:
    """Return unit vectors, float32."""
    return functional.normalize(model.visual(pictures).float(), dim=-1)


def embed_tokens(model: CLIP, tokens: Tensor) -> Tensor:
    """Return unit vectors, float32, as `encode_text` does, but skip the padding of short texts.

    The results are exact: because of the causal mask, no token attends to the padding after it.
    """
    lengths = (tokens != 0).sum(dim=1)
    order = lengths.argsort()
    encoded = [
        _encode(model, tokens[rows], int(lengths[rows].max()))
        for rows in torch.split(order, TEXT_BATCH[tokens.device.type])
    ]
    return functional.normalize(torch.cat(encoded)[order.argsort()].float(), dim=-1)


def _encode(model: CLIP, tokens: Tensor, length: int) -> Tensor:
    tokens = tokens[:, :length]
    hidden = model.token_embedding(tokens) + model.positional_embedding[:length]
    hidden = model.transformer(hidden, attn_mask=model.attn_mask[:length, :length])
    # The end-of-text token has the highest id.
    ends = hidden[torch.arange(len(tokens), device=tokens.device), tokens.argmax(dim=1)]
    encoded: Tensor = model.ln_final(ends) @ model.text_projection
    return encoded
