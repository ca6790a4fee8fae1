"""The colours of what a photo shows, named as the shop names colours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.language.attribute_values import attribute_value
from catalog.language.colours import colours_of, is_colour_name, known_colours
from catalog.vocabulary.snapshot import Vocabulary
from catalog.vocabulary.term import ATTRIBUTE_PREFIX

Lab = NDArray[np.float32]  # (n, 3), CIELAB

# Pixels of a side. Colours are counted on this small copy, so a photo of any size costs the same.
SIDE: Final = 64
MAX_COLOURS: Final = 4
# Colours of the shop that pixels are compared with, the most frequent ones.
MAX_SHADES: Final = 60
# A smaller share of what is shown is a shadow or a detail.
MIN_SHARE: Final = 0.1
# The border is background if so much of it lies within this distance of its median.
UNIFORM: Final = 0.7
BACKGROUND_DISTANCE: Final = 14.0
# If less than this is not background, the background is what is shown: a white wall.
MIN_OBJECT: Final = 0.02
# Of sRGB to XYZ, for the white of D65.
TO_XYZ: Final = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
WHITE: Final = np.array([0.9505, 1.0, 1.089])


@dataclass(frozen=True, slots=True, kw_only=True)
class DominantColour:
    value: str  # as filters take it, where the shop has the colour
    label: str
    share: float  # of what the photo shows, without a plain background


@dataclass(frozen=True, slots=True)
class Shade:
    value: str
    css: str  # "#rrggbb"


def shades_of(vocabulary: Vocabulary) -> tuple[Shade, ...]:
    """Return the single colours that products of the shop have, or else those of the language."""
    by_css: dict[str, Shade] = {}
    for shade in _of_products(vocabulary):
        by_css.setdefault(shade.css, shade)
    own = tuple(by_css.values())[:MAX_SHADES]
    return own or tuple(Shade(word, css) for word, css in known_colours())


def _of_products(vocabulary: Vocabulary) -> Iterator[Shade]:
    """The most frequent first. "Navy/White" is no single colour."""
    rows = (row for row in vocabulary.rows if row.facet.startswith(ATTRIBUTE_PREFIX))
    colours = [row for row in rows if is_colour_name(row.facet.removeprefix(ATTRIBUTE_PREFIX))]
    for row in sorted(colours, key=lambda row: -row.count):
        found = colours_of(row.value)
        if len(found) == 1:
            yield Shade(row.value, found[0])


def dominant_colours(image: Image.Image, shades: Sequence[Shade]) -> tuple[DominantColour, ...]:
    """Return up to MAX_COLOURS colours of an RGB image, the largest share first."""
    if not shades:
        return ()
    pixels = _shown(_lab(np.asarray(image.resize((SIDE, SIDE)), dtype=np.float32)))
    nearest = _nearest(pixels, _lab(np.array([_rgb(each.css) for each in shades], np.float32)))
    numbers, counts = np.unique(nearest, return_counts=True)
    shares = sorted(zip(counts / len(pixels), numbers, strict=True), reverse=True)
    return tuple(
        DominantColour(
            value=shades[number].value,
            label=attribute_value(shades[number].value),
            share=round(float(share), 2),
        )
        for share, number in shares[:MAX_COLOURS]
        if share >= MIN_SHARE
    )


def _shown(pixels: Lab) -> Lab:
    """The pixels (n, 3) of an image (rows, columns, 3) that are not a plain background."""
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    background = np.median(border, axis=0)
    is_near = np.linalg.norm(border - background, axis=1) < BACKGROUND_DISTANCE
    every = pixels.reshape(-1, 3)
    if is_near.mean() < UNIFORM:
        return every
    shown = every[np.linalg.norm(every - background, axis=1) >= BACKGROUND_DISTANCE]
    return shown if len(shown) >= MIN_OBJECT * len(every) else every


def _nearest(pixels: Lab, shades: Lab) -> NDArray[np.intp]:
    distances = np.linalg.norm(pixels[:, None] - shades[None], axis=2)
    nearest: NDArray[np.intp] = distances.argmin(axis=1)
    return nearest


def _rgb(css: str) -> tuple[int, ...]:
    return tuple(int(css[start : start + 2], 16) for start in (1, 3, 5))


def _lab(rgb: NDArray[np.float32]) -> Lab:
    """Convert sRGB, 0 to 255, to CIELAB, in which near colours look alike."""
    share = rgb / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    xyz = linear @ TO_XYZ.T / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.float32)
