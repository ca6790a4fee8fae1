"""Render designs as training pictures, with several processes."""

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
    cache_path,
    open_pictures,
    squash,
    write_pictures,
)

VIEWS: Final = 3
"""Pictures of each design: a studio picture, then shopper photos."""

TRAINING_SIZES: Final = (160, 192, 256)
"""Sizes of training pictures in pixels. Small ones render fast, and several sizes vary the grain
of materials.
"""

VALIDATION_SIZES: Final = (320,)
"""Sizes in pixels, about those of a shop's pictures, and never seen in training."""


def render_designs(
    folder: Path, designs: Sequence[Design], *, sizes: Sequence[int], processes: int
) -> Pixels:
    """Return pictures of all designs. Those of design i begin at row i * VIEWS.

    They come from the cache file of an earlier run, if there is one: delete it after a change to
    how designs are drawn.
    """
    path = cache_path(folder, "designs", [*sizes, *designs])
    if path.exists():
        return open_pictures(path)
    return write_pictures(path, _rendered(designs, sizes, processes), count=len(designs) * VIEWS)


def _rendered(designs: Sequence[Design], sizes: Sequence[int], processes: int) -> Iterator[Pixels]:
    # Spawned, because torch's threads do not survive a fork.
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for views in pool.imap(partial(render_views, sizes=sizes), designs, chunksize=16):
            yield from views


def render_views(design: Design, *, sizes: Sequence[int]) -> list[Pixels]:
    size = sizes[design_seed(design) % len(sizes)]
    photos = [shopper_photo(design, seed=seed, size=size) for seed in range(1, VIEWS)]
    return [squash(picture) for picture in (studio_picture(design, size=size), *photos)]
