"""Regions of a photo that show one object each, from the feature map of its encoder.

The vectors of an encoder that knows objects are long where there is one, and short on a floor or
wall. So the lengths are a relief whose hills are objects. Hills that touch are one object if their
vectors agree and no valley divides them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from catalog.embedding.encoder import Encoder, FeatureMapModel, Vectors
from catalog.pictures.picture import CropBox
from catalog.search.regions.basins import Map, find_basins
from catalog.search.regions.merging import MergeRule, Merging

MAX_REGIONS: Final = 5
# How the following were chosen is in docs/lab-notes/regions.md.
# Places per cell of the feature map, along each side.
MAGNIFICATION: Final = 4
# Percentiles of the lengths that become 0 and 1.
LOW: Final = 10
HIGH: Final = 97
# Least difference of the two, as a share of the second. With products it was 0.35 or more.
MIN_CONTRAST: Final = 0.3
# Below this height there is no object.
FLOOR: Final = 0.2
# Hills with a shallower valley between them are one hill.
MIN_DEPTH: Final = 0.05
MERGE_RULE: Final = MergeRule(min_affinity=0.5, vector_weight=0.75)
# A box holds what is at least this share of its peak's height.
EDGE: Final = 0.3
# A smaller region than this, as a share of the best one's score, is a part or clutter.
MIN_SHARE: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    box: CropBox
    score: float
    """Share of the photo's objects that the box holds: the sum of its heights. All scores of a
    photo add up to at most 1."""


def propose_regions(image: Image.Image, encoder: Encoder) -> tuple[Region, ...]:
    """Return up to MAX_REGIONS regions of an RGB image that show different objects, best first.

    Nothing is proposed if there is only one object, or if the encoder computes no feature map.
    Takes about as long as encoding FEATURE_MAP_COST images, and a few milliseconds, whatever the
    image's size. Raises EncoderError.
    """
    vectors = encoder.feature_map(image) if isinstance(encoder, FeatureMapModel) else None
    return () if vectors is None else regions_of(vectors)


def regions_of(vectors: Vectors) -> tuple[Region, ...]:
    """Return the regions of a feature map, of shape (rows, columns, dimension)."""
    heights = _heights(vectors)
    if heights is None:
        return ()
    merging = Merging.start(
        find_basins(heights, floor=FLOOR, min_depth=MIN_DEPTH), heights, vectors
    )
    merging.merge_all(MERGE_RULE)
    found = [
        _region(np.where(merging.labels == label, heights, 0), float(np.maximum(heights, 0).sum()))
        for label in merging.peaks
    ]
    found.sort(key=lambda region: region.score, reverse=True)
    best = [each for each in found if each.score >= MIN_SHARE * found[0].score][:MAX_REGIONS]
    return tuple(best) if len(best) > 1 else ()


def _heights(vectors: Vectors) -> Map | None:
    """Return the vectors' lengths, magnified, and scaled so that most are from 0 to 1.

    None if they hardly differ: the photo shows one texture.
    """
    lengths = np.linalg.norm(vectors, axis=-1)
    rows, columns = lengths.shape
    size = (MAGNIFICATION * columns, MAGNIFICATION * rows)
    magnified = np.asarray(Image.fromarray(lengths).resize(size, Image.Resampling.BILINEAR))
    low, high = np.percentile(magnified, (LOW, HIGH))
    if not high - low > MIN_CONTRAST * high:
        return None
    heights: Map = (magnified - low) / (high - low)
    return heights


def _region(heights: Map, total: float) -> Region:
    """Return the region of one basin, from heights that are 0 outside it."""
    inside = heights >= EDGE * heights.max()
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    box = CropBox(
        left=float(columns[0] / inside.shape[1]),
        top=float(rows[0] / inside.shape[0]),
        right=float((columns[-1] + 1) / inside.shape[1]),
        bottom=float((rows[-1] + 1) / inside.shape[0]),
    )
    return Region(box=box, score=float(heights.sum()) / total)
