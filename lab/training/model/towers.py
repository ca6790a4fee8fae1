"""The open_clip model and its tokenizer, built from the plan's sizes."""

import gzip
from pathlib import Path
from typing import Final, Protocol, TypedDict

import torch
from open_clip.model import CLIP
from open_clip.tokenizer import SimpleTokenizer, default_bpe
from torch import Tensor
from torch.nn import functional

from lab.training.config import Towers
from lab.training.model.depthwise import pad_beforehand

MERGES_FILE: Final = "bpe_simple_vocab.txt.gz"
BYTE_TOKENS: Final = 512
SPECIAL_TOKENS: Final = 2
ALIKE: Final = {"cpu": 40, "cuda": 1024}
"""Texts of similar length that are encoded together. A GPU rather computes padding than waits."""


class Tokenizer(Protocol):
    def __call__(self, texts: list[str]) -> Tensor:
        """int64 (texts, context_length), padded with zeros."""


class ModelConfig(TypedDict):
    embed_dim: int
    vision_cfg: dict[str, str | int]
    text_cfg: dict[str, str | int]


def model_config(towers: Towers) -> ModelConfig:
    """In open_clip's own words. An empty `timm_proj` keeps MobileNetV4's own last layer."""
    return {
        "embed_dim": towers.embed_dim,
        "vision_cfg": {
            "timm_model_name": towers.image_model,
            "timm_pool": "avg",
            "timm_proj": "",
            "image_size": towers.image_size,
        },
        "text_cfg": {
            "context_length": towers.context_length,
            "vocab_size": BYTE_TOKENS + towers.vocabulary + SPECIAL_TOKENS,
            "width": towers.text_width,
            "heads": towers.text_heads,
            "layers": towers.text_layers,
        },
    }


def build_model(towers: Towers) -> CLIP:
    """Random weights, from torch's global seed."""
    model = CLIP(**model_config(towers))
    pad_beforehand(model)
    return model.to(memory_format=torch.channels_last)


def write_merges(path: Path, count: int) -> None:
    """The first, most common merges of the vocabulary that open_clip ships.

    No newline after the last: SimpleTokenizer would count the empty line as a merge.
    """
    with gzip.open(default_bpe(), "rt", encoding="utf-8") as source:
        lines = [line.rstrip("\n") for line, _ in zip(source, range(count + 1), strict=False)]
    # A fixed time in the header keeps the file the same from run to run.
    path.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))


def open_tokenizer(folder: Path, towers: Towers) -> Tokenizer:
    tokenizer: Tokenizer = SimpleTokenizer(
        bpe_path=str(folder / MERGES_FILE), context_length=towers.context_length
    )
    return tokenizer


def embed_pictures(model: CLIP, pictures: Tensor) -> Tensor:
    """Unit vectors, float32."""
    return functional.normalize(model.visual(pictures).float(), dim=-1)


def embed_tokens(model: CLIP, tokens: Tensor) -> Tensor:
    """Unit vectors, float32: as `encode_text`, but the padding of short texts is not computed.

    The causal mask makes it exact: no token sees what comes after it.
    """
    lengths = (tokens != 0).sum(dim=1)
    order = lengths.argsort()
    parts = [
        _encoded(model, tokens[rows], int(lengths[rows].max()))
        for rows in torch.split(order, ALIKE[tokens.device.type])
    ]
    return functional.normalize(torch.cat(parts)[order.argsort()].float(), dim=-1)


def _encoded(model: CLIP, tokens: Tensor, length: int) -> Tensor:
    tokens = tokens[:, :length]
    hidden = model.token_embedding(tokens) + model.positional_embedding[:length]
    hidden = model.transformer(hidden, attn_mask=model.attn_mask[:length, :length])
    ends = hidden[torch.arange(len(tokens), device=tokens.device), tokens.argmax(dim=1)]
    encoded: Tensor = model.ln_final(ends) @ model.text_projection
    return encoded
