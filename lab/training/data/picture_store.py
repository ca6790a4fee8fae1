"""Square training pictures in one memory-mapped file, decoded once for all epochs."""

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
"""Width and height in pixels. A bit more than the model's 160, so that crops show real detail."""

Pixels = NDArray[np.uint8]


class UnreadablePicture(Exception):
    """A picture cannot be read; the message gives the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureStore:
    pixels: Pixels
    unreadable: Mapping[int, str]
    """Why a picture cannot be read, by row. These rows are blank."""


def squash(picture: Image.Image) -> Pixels:
    """Return the whole picture as uint8 (size, size, 3), squashed, as the encoder sees it."""
    square = picture.convert("RGB").resize((STORED_SIZE, STORED_SIZE), Image.Resampling.BICUBIC)
    return np.asarray(square, dtype=np.uint8)


def cache_path(folder: Path, name: str, content: Iterable[object]) -> Path:
    """Return a path with a digest of the content, so that no run opens the pictures of another."""
    digest = zlib.crc32("\n".join([str(STORED_SIZE), *map(repr, content)]).encode())
    return folder / f"{name}-{digest:08x}.u8"


def store_pictures(path: Path, readers: Sequence[Callable[[], Image.Image]]) -> PictureStore:
    """Open the file, or create it with the picture of reader i in row i.

    A reader raises UnreadablePicture if its picture cannot be read.
    """
    if path.exists():
        return PictureStore(pixels=open_pictures(path), unreadable={})
    unreadable: dict[int, str] = {}
    pixels = write_pictures(path, map(squash, _read(readers, unreadable)), count=len(readers))
    if unreadable:
        # Deleted, so that the next run tries these pictures again. The memory map stays usable.
        path.unlink()
    return PictureStore(pixels=pixels, unreadable=unreadable)


def _read(
    readers: Sequence[Callable[[], Image.Image]], unreadable: dict[int, str]
) -> Iterator[Image.Image]:
    for row, read in enumerate(readers):
        try:
            yield read()
        except UnreadablePicture as error:
            unreadable[row] = str(error)
            yield Image.new("RGB", (1, 1))


def report_unreadable(store: PictureStore, console: Console) -> None:
    if store.unreadable:
        first = next(iter(store.unreadable.values()))
        count = len(store.unreadable)
        message = f"Photos left out because they cannot be read: {count}. The first: {first}"
        console.print(message, markup=False, soft_wrap=True)


def write_pictures(path: Path, pictures: Iterable[Pixels], *, count: int) -> Pixels:
    """Write pictures from `squash` to a file, and open it. It gets its name when complete, so that
    an interrupted run leaves nothing that the next one would reuse.
    """
    shape = (count, STORED_SIZE, STORED_SIZE, 3)
    unfinished = path.with_suffix(".part")
    store = np.memmap(unfinished, dtype=np.uint8, mode="w+", shape=shape)
    for row, picture in zip(range(count), pictures, strict=True):
        store[row] = picture
    store.flush()
    unfinished.rename(path)
    return open_pictures(path)


def open_pictures(path: Path) -> Pixels:
    """Map the file into memory, copy-on-write, because torch warns about read-only arrays."""
    return np.memmap(path, dtype=np.uint8, mode="c").reshape(-1, STORED_SIZE, STORED_SIZE, 3)


def to_float_batch(pixels: Tensor, rows: Sequence[int] | Tensor) -> Tensor:
    """Return the pictures of `rows` as float (rows, 3, size, size) in [0, 1], on the same device.

    `pixels` is uint8 (n, size, size, 3).
    """
    picked = pixels[torch.as_tensor(rows, dtype=torch.long, device=pixels.device)]
    return picked.permute(0, 3, 1, 2).float().div_(255)
