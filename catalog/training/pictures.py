"""Square training pictures in one memory-mapped file: decoded once, read by any epoch."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

STORED_SIZE: Final = 144
"""A little over the model's 128 pixels, so that random crops still show real detail."""

Pixels = NDArray[np.uint8]


def squashed(picture: Image.Image) -> Pixels:
    """uint8 (size, size, 3); the whole picture, as the encoder sees it, nothing cropped away."""
    square = picture.convert("RGB").resize((STORED_SIZE, STORED_SIZE), Image.Resampling.BICUBIC)
    return np.asarray(square, dtype=np.uint8)


def write_pictures(path: Path, pictures: Iterable[Image.Image], *, count: int) -> Pixels:
    """A file appears under its name only when complete, so a broken run is never reused."""
    shape = (count, STORED_SIZE, STORED_SIZE, 3)
    unfinished = path.with_suffix(".part")
    store = np.memmap(unfinished, dtype=np.uint8, mode="w+", shape=shape)
    for row, picture in zip(range(count), pictures, strict=True):
        store[row] = squashed(picture)
    store.flush()
    unfinished.rename(path)
    return open_pictures(path)


def open_pictures(path: Path) -> Pixels:
    return np.memmap(path, dtype=np.uint8, mode="r").reshape(-1, STORED_SIZE, STORED_SIZE, 3)


def batch_of(pixels: Pixels, rows: Sequence[int]) -> Tensor:
    """float (rows, 3, size, size) in 0 to 1."""
    picked = torch.from_numpy(np.stack([pixels[row] for row in rows]))
    return picked.permute(0, 3, 1, 2).float().div_(255)
