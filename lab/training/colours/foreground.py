"""Which pixels of a photo show the product: by their difference from the border, without a model.

A photo of one product has its background at the border. What differs from the colours there, and
is near the middle, starts as the product. Then two colour histograms, of product and background,
are fitted to the pixels in turn with the mask, as GrabCut does (Rother et al. 2004).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lab.training.colours.lab_space import Lab, to_lab

SIZE: Final = 64
"""Photos are squashed to this many pixels per side."""
BORDER: Final = 3
ROUNDS: Final = 4
BINS: Final = 12
MIN_SHARE, MAX_SHARE = 0.04, 0.85
"""Of all pixels. A mask outside these bounds does not show a product before a background."""

Mask = NDArray[np.bool_]
Weights = NDArray[np.float32]


def small_lab(picture: Image.Image) -> Lab:
    """Return the whole picture as CIELAB (SIZE, SIZE, 3)."""
    square = picture.convert("RGB").resize((SIZE, SIZE), Image.Resampling.BOX)
    return to_lab(np.asarray(square))


def foreground(pixels: Lab) -> Mask | None:
    """Return which pixels of `small_lab` show the product, or None if that cannot be told."""
    mask = _unlike_border(pixels)
    bins = _bins(pixels)
    for _ in range(ROUNDS):
        odds = _log_ratio(bins, mask) + _SPATIAL + 2.0 * _blurred(2.0 * mask - 1)
        mask = _blurred(odds) > 0
    mask = _main_part(mask)
    return mask if MIN_SHARE < mask.mean() < MAX_SHARE else None


def _unlike_border(pixels: Lab) -> Mask:
    """Return the pixels that differ from the colours at the border more than most do."""
    nearest = np.min([_distance(pixels, colour) for colour in _border_colours(pixels)], axis=0)
    strength = _blurred(nearest) * _CENTRED
    return strength > _otsu(strength)


def _border_colours(pixels: Lab) -> Lab:
    """Return the mean colours of up to five clusters of border pixels, without the rarest."""
    border = pixels[_BORDER_MASK]
    centres = _spread_out(border, 5)
    for _ in range(5):
        nearest = np.argmin([_distance(border, centre) for centre in centres], axis=0)
        counts = np.bincount(nearest, minlength=len(centres))
        centres = np.stack([border[nearest == i].mean(axis=0) for i in np.flatnonzero(counts)])
    nearest = np.argmin([_distance(border, centre) for centre in centres], axis=0)
    counts = np.bincount(nearest, minlength=len(centres))
    return centres[counts >= 0.08 * len(border)]


def _spread_out(colours: Lab, count: int) -> Lab:
    """Return the median colour, then each time the colour that is farthest from those chosen."""
    chosen = [np.median(colours, axis=0)]
    for _ in range(count - 1):
        gaps = np.min([_distance(colours, one) for one in chosen], axis=0)
        chosen.append(colours[gaps.argmax()])
    return np.stack(chosen)


def _distance(pixels: Lab, colour: Lab) -> Weights:
    """Return distances in which lightness counts less: a shadow is background too."""
    gaps = (pixels - colour) * np.array([0.6, 1, 1], dtype=np.float32)
    distances: Weights = np.sqrt((gaps**2).sum(axis=-1))
    return distances


def _bins(pixels: Lab) -> NDArray[np.int64]:
    scaled = (pixels - [0, -60, -60]) / [100, 120, 120] * BINS
    lightness, red, yellow = np.moveaxis(np.clip(scaled, 0, BINS - 1).astype(np.int64), -1, 0)
    bins: NDArray[np.int64] = (lightness * BINS + red) * BINS + yellow
    return bins


def _log_ratio(bins: NDArray[np.int64], mask: Mask) -> Weights:
    """Return for each pixel how much likelier its colour is in the product than around it."""
    inside, outside = (_smooth_histogram(bins[part]) for part in (mask, ~mask))
    ratio: Weights = np.clip(np.log(inside / outside), -3, 3)[bins]
    return ratio


def _smooth_histogram(bins: NDArray[np.int64]) -> Weights:
    counts = np.bincount(bins, minlength=BINS**3).reshape((BINS,) * 3).astype(np.float32)
    for axis in range(3):
        padded = np.pad(counts, [(1, 1) if i == axis else (0, 0) for i in range(3)], mode="edge")
        low, high = np.take(padded, range(BINS), axis), np.take(padded, range(2, BINS + 2), axis)
        counts = 0.5 * counts + 0.25 * (low + high)
    flat = counts.reshape(-1) + 0.02
    normalised: Weights = flat / flat.sum()
    return normalised


def _blurred(values: NDArray[np.floating]) -> Weights:
    """Return the mean of the 3 x 3 neighbours of each pixel, twice."""
    for _ in range(2):
        for axis in (0, 1):
            padded = np.pad(
                values, [(1, 1) if i == axis else (0, 0) for i in range(2)], mode="edge"
            )
            parts = [np.take(padded, range(i, i + SIZE), axis) for i in range(3)]
            values = sum(parts[1:], parts[0]) / 3
    return values.astype(np.float32)


def _otsu(values: Weights) -> float:
    """Return the threshold that separates the values into the two tightest groups (Otsu 1979)."""
    ordered = np.sort(values, axis=None)
    low = np.arange(1, len(ordered))
    sums = np.cumsum(ordered)[:-1]
    gap = sums / low - (ordered.sum() - sums) / (len(ordered) - low)
    return float(ordered[int(np.argmax(low * (len(ordered) - low) * gap**2))])


def _main_part(mask: Mask) -> Mask:
    """Return the connected part of the mask around its most central, most filled place."""
    if not mask.any():
        return mask
    seed = np.argmax(_blurred(_blurred(mask.astype(np.float32))) * _CENTRED * mask)
    part = np.zeros_like(mask)
    part.flat[seed] = True
    while (grown := _dilated(part) & mask).sum() > part.sum():
        part = grown
    return part


def _dilated(mask: Mask) -> Mask:
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    grown[:, 1:] |= mask[:, :-1]
    grown[:, :-1] |= mask[:, 1:]
    return grown


def eroded(mask: Mask) -> Mask:
    """Return the mask without its outermost pixels, whose colours are mixed with the background."""
    return ~_dilated(~mask)


_STEPS: Final = (np.arange(SIZE) + 0.5) / SIZE * 2 - 1
_RADIUS: Final = np.hypot(_STEPS[:, None], _STEPS[None, :])
_CENTRED: Final = np.exp(-((_RADIUS / 0.9) ** 2))
"""Near 1 in the middle of the photo, and .08 in its corners."""
_SPATIAL: Final = 1.0 - 1.6 * _RADIUS
"""Log odds that a pixel shows the product, by its place alone."""
_BORDER_MASK: Final = np.ones((SIZE, SIZE), dtype=np.bool_)
_BORDER_MASK[BORDER:-BORDER, BORDER:-BORDER] = False
