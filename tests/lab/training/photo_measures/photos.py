"""Photos for tests: as values, and as generated pictures of which no two look the same."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from lab.training.photo_measures.photo_set import PhotoSet
from lab.training.photo_measures.source_photo import SourcePhoto


def no_data() -> bytes:
    raise AssertionError("No photo is read here.")


def photo(
    name: str,
    label: str,
    *,
    photographer: str = "",
    title: str = "",
    colour: str = "",
    thing: str = "",
    data: Callable[[], bytes] = no_data,
) -> SourcePhoto:
    return SourcePhoto(
        name=name, label=label, photographer=photographer, title=title, colour=colour,
        object=thing, data=data,
    )  # fmt: skip


def photo_set(photos: Sequence[SourcePhoto]) -> PhotoSet:
    return PhotoSet(photos=photos, colours_are_measured=False)


def save_noisy(path: Path, colour: tuple[int, int, int], *, seed: int) -> None:
    """Save a picture of the colour with coarse noise, which makes it one of its kind."""
    noise = np.random.default_rng(seed).integers(-25, 25, (8, 8, 1))
    pixels = np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).resize((32, 32), Image.Resampling.NEAREST).save(path)
