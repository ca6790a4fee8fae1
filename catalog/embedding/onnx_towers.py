"""The two towers of an open_clip model, as modules that torch can export to ONNX."""

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional

from catalog.embedding.torchvision_operators import ensure_operators

ensure_operators()

from open_clip.model import CLIP  # noqa: E402  # these import torchvision
from open_clip.transformer import ResidualAttentionBlock, TextTransformer  # noqa: E402


class CannotExport(Exception):
    """Such an encoder runs on torch; the message says what it has that others have not."""


class ImageTower(nn.Module):
    """Pixels of shape (n, 3, height, width) to unit vectors."""

    def __init__(self, model: CLIP) -> None:
        super().__init__()
        self.visual: nn.Module = model.visual

    def forward(self, pixels: Tensor) -> Tensor:
        return functional.normalize(self.visual(pixels), dim=-1)


class TextTower(nn.Module):
    """Tokens of shape (n, longest) to unit vectors.

    open_clip computes its whole context. As no token sees a later one, and the vector is the end
    mark's, what follows the end mark can be left out and nothing changes.
    """

    parts: CLIP | TextTransformer

    def __init__(self, model: CLIP) -> None:
        """Raises CannotExport."""
        super().__init__()
        self.parts = model if isinstance(model, CLIP) else getattr(model, "text", model)
        if not isinstance(self.parts, (CLIP, TextTransformer)):
            raise CannotExport(f"its text tower is a {type(self.parts).__name__}")
        pooling = getattr(self.parts, "text_pool_type", getattr(self.parts, "pool_type", None))
        causal = self.parts.attn_mask is not None
        if pooling != "argmax" or not causal or getattr(self.parts, "cls_emb", None) is not None:
            raise CannotExport("its text tower looks at more than what precedes the end mark")

    def forward(self, tokens: Tensor) -> Tensor:
        parts, length = self.parts, tokens.shape[1]
        x = parts.token_embedding(tokens) + parts.positional_embedding[:length]
        x = parts.transformer(x, attn_mask=parts.attn_mask[:length, :length])
        x = parts.ln_final(x)
        x = x[torch.arange(x.shape[0]), tokens.argmax(dim=-1)]
        return functional.normalize(_projected(x, parts.text_projection), dim=-1)


class PlainAttention(nn.Module):
    """nn.MultiheadAttention, whose own code fixes the length of texts when it is traced."""

    def __init__(self, attention: nn.MultiheadAttention) -> None:
        super().__init__()
        self.in_weight, self.in_bias = attention.in_proj_weight, attention.in_proj_bias
        self.out = attention.out_proj
        self.heads = attention.num_heads

    def forward(
        self, x: Tensor, *_same: Tensor, attn_mask: Tensor | None, need_weights: bool
    ) -> tuple[Tensor, None]:
        together = functional.linear(x, self.in_weight, self.in_bias)
        split: Tensor = together.unflatten(-1, (3, self.heads, -1))  # type: ignore[no-untyped-call]  # torch's own
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=attn_mask)
        return self.out(seen.transpose(1, 2).flatten(2)), None


def with_plain_attention(model: CLIP) -> CLIP:
    """A copy that computes the same. It shares the weights."""
    weights = {id(tensor): tensor for tensor in [*model.parameters(), *model.buffers()]}
    plain = copy.deepcopy(model, weights)
    for block in plain.modules():
        if isinstance(block, ResidualAttentionBlock) and not hasattr(block, "ln_1_kv"):
            attention = block.attn
            if attention.batch_first and attention.in_proj_weight is not None:
                block.attn = PlainAttention(attention)
    return plain


def _projected(x: Tensor, projection: nn.Module | Tensor | None) -> Tensor:
    if projection is None:
        return x
    return projection(x) if isinstance(projection, nn.Module) else x @ projection
