"""Copies of one photo: saved twice, resized or compressed again."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

THUMBNAIL: Final = 16
MAX_DIFFERENCE: Final = 5.0
"""Root mean square of the difference between the thumbnails of two copies, of 255. Saving again at
half the size, as JPEG of quality 30, changes a thumbnail by at most this. Two photos of clothes
with one label differed by 12 or more."""

Thumbnail = NDArray[np.float32]


def thumbnail(picture: Image.Image) -> Thumbnail:
    """Return the whole picture, squashed, as one row of numbers from 0 to 255."""
    small = picture.convert("RGB").resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32).reshape(-1)


def distinct_rows(thumbnails: Sequence[Thumbnail], labels: Sequence[str]) -> list[int]:
    """Return the rows without copies: of photos with one label that look the same, the first."""
    rows_of = defaultdict(list)
    for row, label in enumerate(labels):
        rows_of[label].append(row)
    kept = (_distinct(thumbnails, rows) for rows in rows_of.values())
    return sorted(row for rows in kept for row in rows)


def _distinct(thumbnails: Sequence[Thumbnail], rows: Sequence[int]) -> list[int]:
    kept: list[int] = []
    seen = np.empty((len(rows), 3 * THUMBNAIL**2), dtype=np.float32)
    for row in rows:
        gaps = np.sqrt(np.square(seen[: len(kept)] - thumbnails[row]).mean(axis=1))
        if gaps.min(initial=np.inf) >= MAX_DIFFERENCE:
            seen[len(kept)] = thumbnails[row]
            kept.append(row)
    return kept
