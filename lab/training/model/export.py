"""The finished model as a folder that `open_clip` loads by `local-dir:`."""

import json
from pathlib import Path
from typing import Final

from open_clip.model import CLIP
from safetensors.torch import save
from torch import Tensor

from lab.training.config import Towers
from lab.training.data.augmentation import MEAN, SPREAD
from lab.training.model.towers import model_config

CONFIG_FILE: Final = "open_clip_config.json"
WEIGHTS_FILE: Final = "open_clip_model.safetensors"
CARD_FILE: Final = "README.md"


def export_model(folder: Path, model: CLIP, towers: Towers) -> None:
    """The merges file is written at the start of a run; the card after the evaluation."""
    config = {"model_cfg": model_config(towers), "preprocess_cfg": _preprocessing(towers)}
    (folder / CONFIG_FILE).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    # Not `save_file`, which makes a file that only its owner may read.
    (folder / WEIGHTS_FILE).write_bytes(save(_halved(model.state_dict())))


def _preprocessing(towers: Towers) -> dict[str, object]:
    """`squash`: a centre crop would cut the ends off a tall or wide product."""
    return {
        "size": [towers.image_size, towers.image_size],
        "mode": "RGB",
        "mean": [MEAN] * 3,
        "std": [SPREAD] * 3,
        "interpolation": "bicubic",
        "resize_mode": "squash",
    }


def _halved(state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {
        name: (value.half() if value.is_floating_point() else value).contiguous()
        for name, value in state.items()
    }
