"""How much two pictures differ, if one may be a crop, a mirror image or a copy of the other.

Vectors of pictures do not tell that: those of two white shirts are as near to each other as those
of a shirt and its crop. So what is near is compared by its pixels.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.inspection.learning import Floats

# Pictures are compared at SIDE x SIDE pixels, which are means of one of BASE x BASE.
BASE: Final = 96
SIDE: Final = 24
# A crop keeps these shares of the width and of the height, at either end or in the middle.
KEPT: Final = (0.95, 0.9, 0.85, 0.8, 0.7)
# What a picture may have been brightened by.
GAIN: Final = (0.87, 1.15)
# Added to the variance of a picture's colours, so that white on white is not all difference.
FLOOR: Final = 0.002


# A crop hardly ever leaves more of a picture unexplained before it is undone. Of others, crops are
# not tried, which takes ten times as long.
MAX_WHOLE: Final = 1.7
# Pictures whose crops are kept, of 2 MB each.
KEPT_CROPS: Final = 16


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """A picture in small. Pixels are in 0..1; a row is a picture of SIDE x SIDE."""

    pixels: NDArray[np.uint8]  # (BASE, BASE, 3)
    wholes: Floats  # (SIDE * SIDE * 3, 2): as it is, and mirrored
    variance: float

    @classmethod
    def of_picture(cls, picture: Image.Image) -> "Looks":
        method = Image.Resampling.BOX if min(picture.size) >= BASE else Image.Resampling.BILINEAR
        pixels = np.asarray(picture.convert("RGB").resize((BASE, BASE), method))
        factor = BASE // SIDE
        means = pixels.reshape(SIDE, factor, SIDE, factor, 3).mean(axis=(1, 3)) / 255
        whole = means.astype(np.float32)
        return cls(
            pixels=pixels,
            wholes=np.stack([whole.ravel(), whole[:, ::-1].ravel()], axis=1),
            variance=float(((whole - whole.mean(axis=(0, 1))) ** 2).mean()),
        )


def difference(first: Looks, second: Looks) -> float:
    """Return the smallest share of a picture's variance that the other one does not explain.

    0 if they are equal, and about 2 if they have nothing in common. See docs/relevance.md for what
    is found up to which difference.
    """
    whole = min(_unexplained(first, second.wholes.T), _unexplained(second, first.wholes.T))
    if whole > MAX_WHOLE:
        return whole
    return min(_unexplained(first, _crops(second)), _unexplained(second, _crops(first)))


def _unexplained(looks: Looks, others: Floats) -> float:
    """The smallest difference from any row of `others`, each brightened to fit best."""
    squares = (others**2).sum(axis=1, keepdims=True)
    products = others @ looks.wholes
    gain = np.clip(products / (squares + 1e-6), *GAIN)
    own = (looks.wholes**2).sum(axis=0)
    errors = (gain**2 * squares - 2 * gain * products + own) / len(looks.wholes)
    return max(float(errors.min()), 0.0) / (looks.variance + FLOOR)


@lru_cache(maxsize=KEPT_CROPS)
def _crops(looks: Looks) -> Floats:
    """Return all crops of a picture, in rows. The first is the whole."""
    parts = _parts()
    pixels = looks.pixels.astype(np.float32) / np.float32(255)
    rows = np.einsum("iny,yxc->inxc", parts, pixels, optimize=True)
    crops = np.einsum("jmx,inxc->ijnmc", parts, rows, optimize=True)
    return np.ascontiguousarray(crops.reshape(-1, SIDE * SIDE * 3), dtype=np.float32)


@cache
def _parts() -> Floats:
    """The means of BASE pixels that make SIDE, for each part of a line that a crop may keep: of
    shape (parts, SIDE, BASE). The first keeps all.
    """
    ends = [(0.0, 1.0)]
    for kept in KEPT:
        ends += [(start, kept) for start in (0.0, (1 - kept) / 2, 1 - kept)]
    return np.stack([_means(start, kept) for start, kept in ends])


def _means(start: float, kept: float) -> Floats:
    edges = (start + kept * np.arange(SIDE + 1) / SIDE) * BASE
    pixel = np.arange(BASE)
    overlap = np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel)
    shares = np.clip(overlap, 0, None)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)
