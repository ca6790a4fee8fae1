"""A trained model of open_clip's as the start of a run: its sizes, its vocabulary, its weights."""

import gzip
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Final

import safetensors
from open_clip.model import CLIP
from safetensors.torch import load

from lab.training.config import Towers, TrainingPlan
from lab.training.data.augmentation import MEAN, SPREAD
from lab.training.data.picture_store import STORED_SIZE
from lab.training.errors import TrainingError
from lab.training.model.export import CONFIG_FILE, WEIGHTS_FILE
from lab.training.model.towers import (
    BYTE_TOKENS,
    MERGES_FILE,
    SPECIAL_TOKENS,
    ModelConfig,
    build_model,
    model_config,
)

NEEDED: Final = (
    "--start-from takes 'bundled' or a folder that train_encoder has written: a timm image tower, "
    f"open_clip's own text tower, pictures of at most {STORED_SIZE} px, {MERGES_FILE}."
)

AVERAGED_SHARE: Final = 0.75
"""Of a run that averages: for the pictures, the rest for the words."""

# What timm and open_clip raise on sizes and names that they do not know, and on such weights.
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
        super().__init__(f"Cannot train {folder} further: {reason}. {NEEDED}")


def with_start(plan: TrainingPlan) -> TrainingPlan:
    """The plan as the model it starts from needs it. Raises StartError."""
    folder = plan.start_from
    if folder is None:
        return plan
    if folder.resolve() == plan.output.resolve():
        raise StartError(folder, "it would be overwritten, so --output must be another folder")
    towers = read_towers(folder)
    read_merges(folder, towers)
    started = replace(plan, towers=towers)
    if plan.average:
        return replace(started, pictures_share=AVERAGED_SHARE, words_share=1 - AVERAGED_SHARE)
    if plan.words_only:
        return replace(started, pictures_share=0.0, words_share=1.0)
    # Its words and pictures know each other already: the stage of both, all the time.
    return started if plan.all_stages else replace(started, pictures_share=0.0, words_share=0.0)


def read_towers(folder: Path) -> Towers:
    try:
        config = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        towers = _towers(config["model_cfg"])
        mean, spread = (config["preprocess_cfg"][name] for name in ("mean", "std"))
    except OSError as error:
        raise StartError(folder, f"{CONFIG_FILE}: {error.strerror}") from error
    except (ValueError, LookupError, TypeError) as error:
        raise StartError(folder, f"{CONFIG_FILE} describes no such model ({error!r})") from error
    if model_config(towers) != config["model_cfg"]:
        raise StartError(folder, f"{CONFIG_FILE} has options that train_encoder does not know")
    if (mean, spread) != ([MEAN] * 3, [SPREAD] * 3) or towers.image_size > STORED_SIZE:
        raise StartError(folder, "it sees pictures in another size or range")
    return towers


def read_merges(folder: Path, towers: Towers) -> bytes:
    """The file as it is, once it is known to fit the text tower."""
    try:
        data = (folder / MERGES_FILE).read_bytes()
        lines = gzip.decompress(data).decode().split("\n")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise StartError(folder, f"{MERGES_FILE} cannot be read ({error})") from error
    if len(lines) - 1 != towers.vocabulary:
        raise StartError(folder, f"{MERGES_FILE} is not the vocabulary of its text tower")
    return data


def read_model(folder: Path, towers: Towers) -> CLIP:
    """Its half-precision weights in single precision."""
    try:
        model = build_model(towers)
        model.load_state_dict(load((folder / WEIGHTS_FILE).read_bytes()))
    except MODEL_ERRORS as error:
        reason = " ".join(str(error).split())[:200]
        raise StartError(folder, f"{WEIGHTS_FILE} cannot be loaded ({reason})") from error
    return model


def _towers(config: ModelConfig) -> Towers:
    vision, text = config["vision_cfg"], config["text_cfg"]
    return Towers(
        image_model=str(vision["timm_model_name"]),
        image_size=_whole(vision["image_size"]),
        embed_dim=_whole(config["embed_dim"]),
        text_width=_whole(text["width"]),
        text_layers=_whole(text["layers"]),
        text_heads=_whole(text["heads"]),
        context_length=_whole(text["context_length"]),
        vocabulary=_whole(text["vocab_size"]) - BYTE_TOKENS - SPECIAL_TOKENS,
    )


def _whole(value: object) -> int:
    if not isinstance(value, int) or value < 1:
        raise ValueError(f"{value!r} is no size")
    return value
