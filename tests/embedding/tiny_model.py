"""A complete folder of an open_clip model, small enough to create in a test."""

import gzip
import json
from pathlib import Path

from safetensors.torch import save_file

from catalog.embedding.torchvision_operators import ensure_operators

MERGES = ["m u", "mu g</w>", "b l", "bl u", "blu e</w>"]
# Bytes, bytes at the end of a word, merges, and the start and end tokens.
VOCABULARY = 256 + 256 + len(MERGES) + 2


def save_tiny_model(folder: Path, *, vocabulary: int = VOCABULARY) -> Path:
    import torch

    ensure_operators()
    import open_clip

    config = {
        "embed_dim": 16,
        "vision_cfg": {
            "image_size": 32,
            "layers": 2,
            "width": 32,
            "head_width": 16,
            "patch_size": 16,
        },
        "text_cfg": {
            "context_length": 12,
            "vocab_size": vocabulary,
            "width": 32,
            "heads": 2,
            "layers": 2,
        },
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "open_clip_config.json").write_text(
        json.dumps({"model_cfg": config, "preprocess_cfg": {"mean": [0.5] * 3, "std": [0.5] * 3}})
    )
    (folder / "bpe_simple_vocab.txt.gz").write_bytes(
        gzip.compress("\n".join(["#version: 0.2", *MERGES]).encode())
    )
    torch.manual_seed(1)
    model = open_clip.CLIP(**config)
    save_file(model.state_dict(), folder / "open_clip_model.safetensors")
    return folder
