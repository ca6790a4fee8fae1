"""A trained model as the start of a run: its configuration, BPE merges and weights."""

import gzip
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Final

import safetensors
from open_clip.model import CLIP
from safetensors.torch import load

from lab.training.config import TrainingConfig
from lab.training.data.augmentation import MEAN, STD
from lab.training.data.picture_store import STORED_SIZE
from lab.training.errors import TrainingError
from lab.training.model.export import CONFIG_FILE, WEIGHTS_FILE
from lab.training.model.model_config import ModelConfig
from lab.training.model.tokenizer import MERGES_FILE
from lab.training.model.towers import build_model

REQUIREMENTS: Final = (
    "--start-from takes 'bundled' or a folder that train_encoder has written: a timm image tower, "
    f"open_clip's own text tower, pictures of at most {STORED_SIZE} px, {MERGES_FILE}."
)

AVERAGING_IMAGE_SHARE: Final = 0.75
"""Share of the image stage in a run with --average; the text stage has the rest."""

# What timm and open_clip raise on unknown names or sizes, and on weights that do not match them.
MODEL_ERRORS: Final = (
    OSError,
    RuntimeError,
    ValueError,
    TypeError,
    AssertionError,
    safetensors.SafetensorError,
)


class StartError(TrainingError):
    def __init__(self, folder: Path, reason: object) -> None:
        super().__init__(f"Cannot train {folder} further: {reason}. {REQUIREMENTS}")


def with_start(config: TrainingConfig) -> TrainingConfig:
    """Return the configuration with the model sizes of `start_from` and the stages of its training.

    Without `start_from` nothing changes. Raises StartError if the model cannot be used.
    """
    folder = config.start_from
    if folder is None:
        return config
    if folder.resolve() == config.output.resolve():
        raise StartError(folder, "it would be overwritten, so --output must be another folder")
    model = read_model_config(folder)
    read_merges(folder, model)
    return _with_stages(replace(config, model=model))


def _with_stages(config: TrainingConfig) -> TrainingConfig:
    if config.average:
        image, text = AVERAGING_IMAGE_SHARE, 1 - AVERAGING_IMAGE_SHARE
    elif config.words_only:
        image, text = 0.0, 1.0
    elif config.all_stages:
        return config
    else:
        # The towers of a trained model are aligned already, so train them jointly all the time.
        image, text = 0.0, 0.0
    return replace(config, image_stage_share=image, text_stage_share=text)


def read_model_config(folder: Path) -> ModelConfig:
    try:
        options = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        config = ModelConfig.from_open_clip(options["model_cfg"])
        mean, std = (options["preprocess_cfg"][name] for name in ("mean", "std"))
    except OSError as error:
        raise StartError(folder, f"{CONFIG_FILE}: {error.strerror}") from error
    except (ValueError, LookupError, TypeError) as error:
        raise StartError(folder, f"{CONFIG_FILE} describes no such model ({error!r})") from error
    if config.to_open_clip() != options["model_cfg"]:
        raise StartError(folder, f"{CONFIG_FILE} has options that train_encoder does not know")
    if (mean, std) != ([MEAN] * 3, [STD] * 3) or config.image_size > STORED_SIZE:
        raise StartError(folder, "it sees pictures in another size or range")
    return config


def read_merges(folder: Path, config: ModelConfig) -> bytes:
    """Return the file as it is. Raises StartError if it is broken or has too few or many merges."""
    try:
        data = (folder / MERGES_FILE).read_bytes()
        lines = gzip.decompress(data).decode().split("\n")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise StartError(folder, f"{MERGES_FILE} cannot be read ({error})") from error
    if len(lines) - 1 != config.bpe_merges:
        raise StartError(folder, f"{MERGES_FILE} is not the vocabulary of its text tower")
    return data


def read_model(folder: Path, config: ModelConfig) -> CLIP:
    """Load the model, and convert its half-precision weights to single precision."""
    try:
        model = build_model(config)
        model.load_state_dict(load((folder / WEIGHTS_FILE).read_bytes()))
    except MODEL_ERRORS as error:
        reason = " ".join(str(error).split())[:200]
        raise StartError(folder, f"{WEIGHTS_FILE} cannot be loaded ({reason})") from error
    return model
