"""Parts of open_clip's towers, rewritten to be exportable and to compute nothing unused."""

import copy

from torch import Tensor, nn
from torch.nn import functional

from catalog.embedding.torchvision_operators import ensure_operators

ensure_operators()

from open_clip.model import CLIP  # noqa: E402  # these import torchvision
from open_clip.transformer import (  # noqa: E402
    ResidualAttentionBlock,
    Transformer,
    VisionTransformer,
)

# Positions of the tokens whose outputs become the vector of the picture and of the text.
CLASS_TOKEN, END_TOKEN = 0, -1


class PlainAttention(nn.Module):
    """nn.MultiheadAttention for tracing. Tracing torch's own code would fix the length of texts."""

    def __init__(self, attention: nn.MultiheadAttention) -> None:
        super().__init__()
        self.in_weight, self.in_bias = attention.in_proj_weight, attention.in_proj_bias
        self.out = attention.out_proj
        self.heads, self.width = attention.num_heads, attention.embed_dim

    def forward(
        self, query: Tensor, key: Tensor, _value: Tensor, *, attn_mask: Tensor | None,
        need_weights: bool,
    ) -> tuple[Tensor, None]:  # fmt: skip
        """Ignore `_value`, which is always `key` in open_clip's blocks."""
        if query is key:
            q, k, v = self._project(query, slice(None))
        else:
            (q,) = self._project(query, slice(self.width))
            k, v = self._project(key, slice(self.width, None))
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=attn_mask)
        return self.out(attended.transpose(1, 2).flatten(2)), None

    def _project(self, x: Tensor, rows: slice) -> tuple[Tensor, ...]:
        """Compute those of q, k and v that `rows` of the weight are for.

        Each has the shape (n, heads, length, width of a head).
        """
        joined = functional.linear(x, self.in_weight[rows], self.in_bias[rows])
        parts: Tensor = joined.unflatten(-1, (-1, self.heads, self.width // self.heads))  # type: ignore[no-untyped-call]  # torch's own
        return parts.permute(2, 0, 3, 1, 4).unbind(0)


class SingleTokenBlock(nn.Module):
    """A transformer's last block that computes one token only, which attends to all tokens."""

    def __init__(self, block: ResidualAttentionBlock, token: int) -> None:
        super().__init__()
        block.ln_1_kv = block.ln_1  # open_clip's name for the norm of keys and values
        self.block, self.token = block, token

    def forward(self, x: Tensor, attn_mask: Tensor | None = None) -> Tensor:
        computed: Tensor = self.block(x[:, self.token].unsqueeze(1), x, x)
        return computed


class PatchProjection(nn.Module):
    """A convolution with non-overlapping patches as a matrix product, which can be quantised."""

    def __init__(self, convolution: nn.Conv2d, grid: tuple[int, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(convolution.weight.flatten(1))
        self.channels, (self.height, self.width) = convolution.in_channels, convolution.kernel_size
        self.rows, self.columns = grid

    def forward(self, pixels: Tensor) -> Tensor:
        # Not flatten and unflatten: their export fixes the batch size to the traced one.
        grid = pixels.reshape(
            -1, self.channels, self.rows, self.height, self.columns, self.width
        ).permute(0, 2, 4, 1, 3, 5)
        patches = grid.reshape(-1, self.rows, self.columns, self.weight.shape[1])
        return functional.linear(patches, self.weight).permute(0, 3, 1, 2)


def simplify(model: CLIP) -> CLIP:
    """Return a copy that computes the same vectors, with fewer operations and the same weights."""
    weights = {id(tensor): tensor for tensor in [*model.parameters(), *model.buffers()]}
    simplified = copy.deepcopy(model, weights)
    for block in simplified.modules():
        if isinstance(block, ResidualAttentionBlock) and not hasattr(block, "ln_1_kv"):
            attention = block.attn
            if attention.batch_first and attention.in_proj_weight is not None:
                block.attn = PlainAttention(attention)
    if isinstance(simplified.visual, VisionTransformer):
        _simplify_visual(simplified.visual)
    return simplified


def _simplify_visual(tower: VisionTransformer) -> None:
    sides = zip(tower.image_size, tower.patch_size, strict=True)
    if all(side % patch == 0 for side, patch in sides):
        tower.conv1 = PatchProjection(tower.conv1, tower.grid_size)
    if tower.pool_type == "tok" and tower.attn_pool is None:
        compute_only_token(tower.transformer, CLASS_TOKEN)


def compute_only_token(transformer: Transformer, token: int) -> None:
    """Make the last block of `transformer` return this token only, if the block supports it."""
    last = transformer.resblocks[-1]
    if isinstance(last, ResidualAttentionBlock) and isinstance(last.attn, PlainAttention):
        transformer.resblocks[-1] = SingleTokenBlock(last, token)
