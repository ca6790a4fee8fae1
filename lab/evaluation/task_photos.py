"""What the queries of tasks are made from: samples, and shoppers' photos of designs."""

import random
from collections.abc import Sequence
from functools import partial
from typing import Final, TypeVar

from catalog.pictures.picture import decode_picture
from lab.demo.rendering import shopper_jpegs
from lab.demo.world import Design
from lab.evaluation.judgments import PhotoSource
from lab.evaluation.progress_callbacks import AddStage, counted

T = TypeVar("T")

PHOTO_SEED: Final = 10_000
"""First seed of the query photos. Training uses lower seeds, so these photos are new."""


def sample(items: Sequence[T], count: int, rng: random.Random) -> list[T]:
    return rng.sample(list(items), k=min(count, len(items)))


def shoppers_photos(designs: Sequence[Design], task: str, add_stage: AddStage) -> list[PhotoSource]:
    """Draw a photo of each design once, and keep it as JPEG."""
    seed = PHOTO_SEED + sum(map(ord, task))
    advance = add_stage(f"Drawing shoppers' photos: {task}", len(designs))
    jpegs = counted(shopper_jpegs(designs, seed=seed), advance)
    return [partial(decode_picture, data) for data in jpegs]
