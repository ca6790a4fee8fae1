"""Square training pictures in one memory-mapped file: decoded once, read by any epoch."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console
from torch import Tensor

STORED_SIZE: Final = 176
"""A little over the model's 160 pixels, so that random crops still show real detail."""

Pixels = NDArray[np.uint8]


def squashed(picture: Image.Image) -> Pixels:
    """uint8 (size, size, 3); the whole picture, as the encoder sees it, nothing cropped away."""
    square = picture.convert("RGB").resize((STORED_SIZE, STORED_SIZE), Image.Resampling.BICUBIC)
    return np.asarray(square, dtype=np.uint8)


def file_for(folder: Path, name: str, shown: Iterable[object]) -> Path:
    """Another name for other content, so that no run takes the pictures of another one."""
    digest = zlib.crc32("\n".join([str(STORED_SIZE), *map(repr, shown)]).encode())
    return folder / f"{name}-{digest:08x}.u8"


def write_pictures(path: Path, pictures: Iterable[Pixels], *, count: int) -> Pixels:
    """Of pictures as `squashed` makes them. A file appears under its name only when complete, so
    a broken run is never reused.
    """
    shape = (count, STORED_SIZE, STORED_SIZE, 3)
    unfinished = path.with_suffix(".part")
    store = np.memmap(unfinished, dtype=np.uint8, mode="w+", shape=shape)
    for row, picture in zip(range(count), pictures, strict=True):
        store[row] = picture
    store.flush()
    unfinished.rename(path)
    return open_pictures(path)


class UnreadablePicture(Exception):
    """The message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    pixels: Pixels
    unreadable: Mapping[int, str]
    """Rows that show nothing, and why."""


def stored_album(path: Path, readers: Sequence[Callable[[], Image.Image]]) -> Album:
    """Picture i is row i. A reader raises UnreadablePicture where there is none."""
    if path.exists():
        return Album(pixels=open_pictures(path), unreadable={})
    unreadable: dict[int, str] = {}
    pixels = write_pictures(path, map(squashed, _read(readers, unreadable)), count=len(readers))
    if unreadable:
        # The files may have come back by the next run. What is open stays readable.
        path.unlink()
    return Album(pixels=pixels, unreadable=unreadable)


def say_unreadable(album: Album, console: Console) -> None:
    if album.unreadable:
        first = next(iter(album.unreadable.values()))
        said = f"Left out, as they cannot be read: {len(album.unreadable)} photos. First {first}"
        console.print(said, markup=False, soft_wrap=True)


def _read(
    readers: Sequence[Callable[[], Image.Image]], unreadable: dict[int, str]
) -> Iterator[Image.Image]:
    for row, read in enumerate(readers):
        try:
            yield read()
        except UnreadablePicture as error:
            unreadable[row] = str(error)
            yield Image.new("RGB", (1, 1))


def open_pictures(path: Path) -> Pixels:
    """What is written to them is not kept; torch wants to be able to."""
    return np.memmap(path, dtype=np.uint8, mode="c").reshape(-1, STORED_SIZE, STORED_SIZE, 3)


def batch_of(pixels: Tensor, rows: Sequence[int] | Tensor) -> Tensor:
    """uint8 (n, size, size, 3) -> float (rows, 3, size, size) in 0 to 1, where the pixels are."""
    picked = pixels[torch.as_tensor(rows, dtype=torch.long, device=pixels.device)]
    return picked.permute(0, 3, 1, 2).float().div_(255)
