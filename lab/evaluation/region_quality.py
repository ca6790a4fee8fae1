"""How well proposed regions find the products of rendered scenes."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PIL.Image import Image

from catalog.pictures.picture import CropBox
from catalog.search.regions.proposing import Region
from lab.demo.scene import MAX_PRODUCTS, Scene, product_scene
from lab.demo.shopper import shopper_photo
from lab.demo.world import sample_design

MIN_OVERLAP: Final = 0.5
"""Intersection over union from which a region is that of a product."""
SIZE: Final = 448

Propose = Callable[[Image], Sequence[Region]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionQuality:
    precision: float
    """Share of the regions that overlap with a product's box."""
    centre_precision: float
    """Share of the regions whose centre is in a product's box that holds no better region's."""
    recall: float
    """Share of the products that a region overlaps with."""
    none_for_one: float
    """Share of the photos of one product for which nothing is proposed."""


def region_quality(propose: Propose, *, photos: int, seed: int) -> RegionQuality:
    """Measure regions on `photos` rendered photos of several products, and as many of one."""
    rng = random.Random(seed)
    scenes = [_scene(rng, seed + number) for number in range(photos)]
    proposals = [[region.box for region in propose(scene.photo)] for scene in scenes]
    pairs = list(zip(proposals, (scene.boxes for scene in scenes), strict=True))
    proposed, present = (sum(len(pair[side]) for pair in pairs) for side in (0, 1))
    found = sum(_matched(boxes, truth, _overlaps) for boxes, truth in pairs)
    centred = sum(_matched(boxes, truth, _has_centre_in) for boxes, truth in pairs)
    return RegionQuality(
        precision=found / max(proposed, 1),
        centre_precision=centred / max(proposed, 1),
        recall=found / present,
        none_for_one=sum(not propose(photo) for photo in _photos_of_one(rng, photos)) / photos,
    )


def overlap(one: CropBox, other: CropBox) -> float:
    """Return the intersection of two boxes over their union."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = max(width, 0) * max(height, 0)
    return shared / (_area(one) + _area(other) - shared)


def _matched(
    boxes: Sequence[CropBox], truth: Sequence[CropBox], fits: Callable[[CropBox, CropBox], bool]
) -> int:
    """Return how many boxes fit a true one, each of which counts once."""
    left = list(truth)
    for box in boxes:
        match = next((true for true in left if fits(box, true)), None)
        if match is not None:
            left.remove(match)
    return len(truth) - len(left)


def _overlaps(box: CropBox, true: CropBox) -> bool:
    return overlap(box, true) >= MIN_OVERLAP


def _has_centre_in(box: CropBox, true: CropBox) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return true.left <= x <= true.right and true.top <= y <= true.bottom


def _area(box: CropBox) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


def _scene(rng: random.Random, seed: int) -> Scene:
    designs = [sample_design(rng) for _ in range(rng.randint(2, MAX_PRODUCTS))]
    return product_scene(designs, seed=seed, size=SIZE)


def _photos_of_one(rng: random.Random, count: int) -> Iterator[Image]:
    return (shopper_photo(sample_design(rng), seed=seed, size=SIZE) for seed in range(count))
