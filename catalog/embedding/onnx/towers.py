"""The image and text towers of an open_clip model, as modules that torch can export to ONNX."""

from torch import Tensor, nn
from torch.nn import functional

from catalog.embedding.onnx.blocks import END_TOKEN, compute_only_token
from catalog.embedding.torchvision_operators import ensure_operators

ensure_operators()

from open_clip.model import CLIP  # noqa: E402  # these import torchvision
from open_clip.transformer import TextTransformer  # noqa: E402


class CannotExport(Exception):
    """The encoder has to run on PyTorch; the message says which part of it is not supported."""


class ImageTower(nn.Module):
    """Turns pixels of shape (n, 3, height, width) into unit vectors."""

    def __init__(self, model: CLIP) -> None:
        super().__init__()
        self.visual: nn.Module = model.visual

    def forward(self, pixels: Tensor) -> Tensor:
        return functional.normalize(self.visual(pixels), dim=-1)


class TextTower(nn.Module):
    """Turns token ids of shape (n, length), with the end token last, into unit vectors.

    open_clip pads texts to its whole context, and computes the padding too. Leaving that out
    changes nothing: attention is causal, and the end token's output becomes the text's vector.
    """

    parts: CLIP | TextTransformer

    def __init__(self, model: CLIP) -> None:
        """Modifies `model`, so pass a copy. Raises CannotExport for an unsupported text tower."""
        super().__init__()
        self.parts = model if isinstance(model, CLIP) else getattr(model, "text", model)
        if not isinstance(self.parts, (CLIP, TextTransformer)):
            raise CannotExport(f"its text tower is a {type(self.parts).__name__}")
        pooling = getattr(self.parts, "text_pool_type", getattr(self.parts, "pool_type", None))
        causal = self.parts.attn_mask is not None
        if pooling != "argmax" or not causal or getattr(self.parts, "cls_emb", None) is not None:
            raise CannotExport("its text tower looks at more than what precedes the end token")
        compute_only_token(self.parts.transformer, END_TOKEN)

    def forward(self, tokens: Tensor) -> Tensor:
        parts, length = self.parts, tokens.shape[1]
        x = parts.token_embedding(tokens) + parts.positional_embedding[:length]
        x = parts.transformer(x, attn_mask=parts.attn_mask[:length, :length])
        x = parts.ln_final(x[:, END_TOKEN])
        return functional.normalize(_project(x, parts.text_projection), dim=-1)


class PaddedTextTower(nn.Module):
    """Turns token ids of shape (n, context length) into unit vectors, whatever tokens see."""

    def __init__(self, model: CLIP) -> None:
        """Raises CannotExport for a text tower that is not open_clip's own."""
        super().__init__()
        if not isinstance(model, CLIP) and not isinstance(model.text, TextTransformer):
            raise CannotExport(f"its text tower is a {type(model.text).__name__}")
        self.model = model

    def forward(self, tokens: Tensor) -> Tensor:
        return functional.normalize(self.model.encode_text(tokens), dim=-1)


def _project(x: Tensor, projection: nn.Module | Tensor | None) -> Tensor:
    if projection is None:
        return x
    return projection(x) if isinstance(projection, nn.Module) else x @ projection
