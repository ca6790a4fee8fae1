"""Export the model as a folder that open_clip loads by `local-dir:`."""

import json
from pathlib import Path
from typing import Final

from open_clip.model import CLIP
from safetensors.torch import save
from torch import Tensor

from lab.training.data.augmentation import MEAN, STD
from lab.training.model.model_config import ModelConfig

CONFIG_FILE: Final = "open_clip_config.json"
WEIGHTS_FILE: Final = "open_clip_model.safetensors"
CARD_FILE: Final = "README.md"


def export_model(folder: Path, model: CLIP, config: ModelConfig) -> None:
    """Write the configuration and half-precision weights. train.py adds merges and model card."""
    options = {"model_cfg": config.to_open_clip(), "preprocess_cfg": _preprocessing(config)}
    (folder / CONFIG_FILE).write_text(json.dumps(options, indent=2) + "\n", encoding="utf-8")
    # Not `save_file`, which makes a file that only its owner may read.
    (folder / WEIGHTS_FILE).write_bytes(save(_half_precision(model.state_dict())))


def _preprocessing(config: ModelConfig) -> dict[str, object]:
    """Squash pictures, because a centre crop would cut the ends off a tall or wide product."""
    return {
        "size": [config.image_size, config.image_size],
        "mode": "RGB",
        "mean": [MEAN] * 3,
        "std": [STD] * 3,
        "interpolation": "bicubic",
        "resize_mode": "squash",
    }


def _half_precision(state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {
        name: (value.half() if value.is_floating_point() else value).contiguous()
        for name, value in state.items()
    }
