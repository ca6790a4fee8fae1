"""Rendered designs as training pictures, drawn by several processes into one file."""

import multiprocessing
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from lab.demo.shopper import shopper_photo
from lab.demo.studio import design_seed, studio_picture
from lab.demo.world import Design
from lab.training.data.picture_store import (
    Pixels,
    file_for,
    open_pictures,
    squashed,
    write_pictures,
)

VIEWS: Final = 3
"""Pictures of each design: its studio picture, then shopper photos."""

TRAINING_SIZES: Final = (160, 192, 256)
"""Cheap to draw, and mixed, because the grain of a material depends on the drawn size."""

VALIDATION_SIZES: Final = (320,)
"""Close to what a shop has, never seen in training."""


def render_designs(
    folder: Path, designs: Sequence[Design], *, sizes: Sequence[int], processes: int
) -> Pixels:
    """Design i has the rows i * VIEWS up to (i + 1) * VIEWS. An existing file is used again:
    delete it when designs are drawn in a new way.
    """
    path = file_for(folder, "designs", [*sizes, *designs])
    if path.exists():
        return open_pictures(path)
    return write_pictures(path, _drawn(designs, sizes, processes), count=len(designs) * VIEWS)


def _drawn(designs: Sequence[Design], sizes: Sequence[int], processes: int) -> Iterator[Pixels]:
    # Spawned, not forked: torch's threads do not survive a fork.
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for views in pool.imap(partial(views_of, sizes=sizes), designs, chunksize=16):
            yield from views


def views_of(design: Design, *, sizes: Sequence[int]) -> list[Pixels]:
    size = sizes[design_seed(design) % len(sizes)]
    photos = [shopper_photo(design, seed=seed, size=size) for seed in range(1, VIEWS)]
    return [squashed(one) for one in (studio_picture(design, size=size), *photos)]
