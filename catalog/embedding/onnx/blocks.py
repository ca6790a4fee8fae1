"""Parts of open_clip's towers, written so that they can be exported and compute nothing unused."""

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

CLASS, END = 0, -1  # the tokens whose vectors are a picture's and a text's


class PlainAttention(nn.Module):
    """nn.MultiheadAttention, whose own code fixes the length of texts when it is traced."""

    def __init__(self, attention: nn.MultiheadAttention) -> None:
        super().__init__()
        self.in_weight, self.in_bias = attention.in_proj_weight, attention.in_proj_bias
        self.out = attention.out_proj
        self.heads, self.width = attention.num_heads, attention.embed_dim

    def forward(
        self, asking: Tensor, asked: Tensor, _same: Tensor, *, attn_mask: Tensor | None,
        need_weights: bool,
    ) -> tuple[Tensor, None]:  # fmt: skip
        if asking is asked:
            query, key, value = self._parts(asking, slice(None))
        else:
            (query,) = self._parts(asking, slice(self.width))
            key, value = self._parts(asked, slice(self.width, None))
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=attn_mask)
        return self.out(seen.transpose(1, 2).flatten(2)), None

    def _parts(self, x: Tensor, rows: slice) -> tuple[Tensor, ...]:
        """Those of query, key and value that these rows give: (n, heads, length, width) each."""
        together = functional.linear(x, self.in_weight[rows], self.in_bias[rows])
        parts: Tensor = together.unflatten(-1, (-1, self.heads, self.width // self.heads))  # type: ignore[no-untyped-call]  # torch's own
        return parts.permute(2, 0, 3, 1, 4).unbind(0)


class LastBlock(nn.Module):
    """A block for the one token that is read afterwards, which sees all of them."""

    def __init__(self, block: ResidualAttentionBlock, token: int) -> None:
        super().__init__()
        block.ln_1_kv = block.ln_1  # open_clip's name for the norm of what is looked at
        self.block, self.token = block, token

    def forward(self, x: Tensor, attn_mask: Tensor | None = None) -> Tensor:
        one: Tensor = self.block(x[:, self.token].unsqueeze(1), x, x)
        return one


class Patches(nn.Module):
    """A convolution whose patches do not overlap, as a matrix product: that can be quantised."""

    def __init__(self, convolution: nn.Conv2d, grid: tuple[int, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(convolution.weight.flatten(1))
        self.channels, (self.height, self.width) = convolution.in_channels, convolution.kernel_size
        self.rows, self.columns = grid

    def forward(self, pixels: Tensor) -> Tensor:
        # Not by flatten and unflatten: their export remembers how many pictures were traced.
        grid = pixels.reshape(
            -1, self.channels, self.rows, self.height, self.columns, self.width
        ).permute(0, 2, 4, 1, 3, 5)
        patches = grid.reshape(-1, self.rows, self.columns, self.weight.shape[1])
        return functional.linear(patches, self.weight).permute(0, 3, 1, 2)


def simplified(model: CLIP) -> CLIP:
    """A copy that computes the same. It shares the weights."""
    weights = {id(tensor): tensor for tensor in [*model.parameters(), *model.buffers()]}
    plain = copy.deepcopy(model, weights)
    for block in plain.modules():
        if isinstance(block, ResidualAttentionBlock) and not hasattr(block, "ln_1_kv"):
            attention = block.attn
            if attention.batch_first and attention.in_proj_weight is not None:
                block.attn = PlainAttention(attention)
    if isinstance(plain.visual, VisionTransformer):
        _simplify(plain.visual)
    return plain


def _simplify(tower: VisionTransformer) -> None:
    patches = zip(tower.image_size, tower.patch_size, strict=True)
    if all(side % patch == 0 for side, patch in patches):
        tower.conv1 = Patches(tower.conv1, tower.grid_size)
    if tower.pool_type == "tok" and tower.attn_pool is None:
        for_one_token(tower.transformer, CLASS)


def for_one_token(transformer: Transformer, token: int) -> None:
    """Changes it: its last block leaves only this one, where its kind of block can."""
    last = transformer.resblocks[-1]
    if isinstance(last, ResidualAttentionBlock) and isinstance(last.attn, PlainAttention):
        transformer.resblocks[-1] = LastBlock(last, token)
