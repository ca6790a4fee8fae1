"""The teachers of the image tower, and their features of all pictures of a source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from lab.training.colours.histogram import colour_histogram
from lab.training.config import TrainingConfig
from lab.training.data.source import Source
from lab.training.inference import (
    Compiled,
    compiled,
    digest,
    example_pictures,
    kept,
    on_all_pictures,
)
from lab.training.model.export import WEIGHTS_FILE
from lab.training.model.pretrained import read_model, read_model_config
from lab.training.pretrained.efficientnet import (
    EfficientNet,
    PooledFeatures,
    load_efficientnet,
    weights_file,
)

STUDENT: Final = "lite0"
"""The teacher that the image tower starts as."""
NETWORKS: Final = (STUDENT, "lite1", "lite2")
ENCODER: Final = "encoder"
COLOURS: Final = "colours"

Features = Mapping[str, Tensor]
"""The features (pictures, d) of each teacher, and the square root of the shares of colours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teacher:
    weights: Path
    compute: Callable[[], Compiled]
    """Loads the teacher, once."""
    size: int
    """Width and height in pixels of the pictures that it sees."""

    def features(self, config: TrainingConfig, source: Source) -> Tensor:
        return on_all_pictures(
            self.compute(), source.pixels, size=self.size, device=config.device
        ).cpu()


def load_student() -> EfficientNet:
    return load_efficientnet(NETWORKS.index(STUDENT))


def picture_teachers(config: TrainingConfig, encoder: Path) -> dict[str, Teacher]:
    """Raises TrainingError if a package or the encoder cannot be used."""
    sizes = read_model_config(encoder)
    towers = {ENCODER: (encoder / WEIGHTS_FILE, partial(_tower, encoder), sizes.image_size)}
    for variant, name in enumerate(NETWORKS):
        load = partial(_pooled, variant)
        towers[name] = (weights_file(variant), load, config.model.image_size)
    return {
        name: Teacher(
            weights=weights, compute=cache(partial(_compiled, config, load, size)), size=size
        )
        for name, (weights, load, size) in towers.items()
    }


def teacher_features(
    config: TrainingConfig, teachers: Mapping[str, Teacher], source: Source
) -> Features:
    """Return the features of every picture of the source, from files of an earlier run if any."""
    of_pixels = digest(source.pixels.data)

    def path(name: str, maker: str) -> Path:
        return config.scratch / f"{name}-{of_pixels}-{maker}.npy"

    features = {
        name: kept(
            path(name, digest(teacher.weights.read_bytes())),
            partial(teacher.features, config, source),
        )
        for name, teacher in teachers.items()
    }
    measured = kept(path(COLOURS, str(source.views)), partial(_colours, source))
    return {**features, COLOURS: measured.sqrt()}


def _compiled(config: TrainingConfig, load: Callable[[], nn.Module], size: int) -> Compiled:
    return compiled(
        load(), example=example_pictures(size), device=config.device, threads=config.threads
    )


def _pooled(variant: int) -> nn.Module:
    return PooledFeatures(load_efficientnet(variant))


def _tower(folder: Path) -> nn.Module:
    tower: nn.Module = read_model(folder, read_model_config(folder)).visual
    return tower


def _colours(source: Source) -> Tensor:
    """Return the shares of colours, for all views of a design those of its studio picture."""
    studio = [colour_histogram(Image.fromarray(row)) for row in source.pixels[:: source.views]]
    return torch.from_numpy(np.stack(studio)).repeat_interleave(source.views, dim=0)
