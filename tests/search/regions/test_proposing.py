"""Regions of photos of several products: rules on made-up feature maps, quality on scenes."""

import time

import numpy as np
import pytest
from PIL import Image

from catalog.embedding.encoder import Vectors
from catalog.embedding.registry import get_encoder
from catalog.search.regions.proposing import (
    MAX_REGIONS,
    Region,
    propose_regions,
    regions_of,
)
from lab.evaluation.region_quality import overlap, region_quality
from tests.encoders import ColourEncoder

Rectangle = tuple[int, int, int, int]  # left, top, right, bottom, in cells of a map of 10 x 10


def feature_map(*objects: tuple[Rectangle, int]) -> Vectors:
    """Long vectors in rectangles, each along the axis of its kind; short ones elsewhere."""
    vectors = np.full((10, 10, 8), 0.01, dtype=np.float32)
    for (left, top, right, bottom), kind in objects:
        vectors[top:bottom, left:right, kind] = 1
    return vectors


def found(region: Region, rectangle: Rectangle) -> bool:
    """Whether the sides of the box are within half a cell of the rectangle's."""
    box = region.box
    sides = np.array([box.left, box.top, box.right, box.bottom])
    return bool(np.abs(10 * sides - rectangle).max() <= 0.5)


def test_two_products_apart_become_two_regions_the_larger_first() -> None:
    small, large = (1, 1, 4, 4), (5, 4, 9, 9)
    regions = regions_of(feature_map((small, 0), (large, 1)))
    assert len(regions) == 2
    assert found(regions[0], large)
    assert found(regions[1], small)
    assert regions[0].score > regions[1].score > 0
    assert sum(region.score for region in regions) <= 1


def test_two_products_of_one_kind_apart_become_two_regions() -> None:
    assert len(regions_of(feature_map(((1, 1, 4, 4), 0), ((6, 6, 9, 9), 0)))) == 2


def test_different_products_that_touch_become_two_regions() -> None:
    left, right = (1, 2, 5, 8), (5, 2, 9, 8)
    vectors = feature_map((left, 0), (right, 1))
    vectors[:, 4:6] *= 0.7
    regions = regions_of(vectors)
    assert len(regions) == 2
    assert all(any(found(region, side) for region in regions) for side in (left, right))


def test_one_product_needs_no_region() -> None:
    assert regions_of(feature_map(((2, 2, 8, 8), 0))) == ()


def test_parts_of_one_product_with_a_shallow_valley_between_need_no_region() -> None:
    vectors = feature_map(((1, 2, 9, 8), 0))
    vectors[:, 4:6] *= 0.7
    assert regions_of(vectors) == ()


def test_a_product_that_fills_the_photo_needs_no_region() -> None:
    assert regions_of(feature_map(((0, 0, 10, 10), 0))) == ()


def test_a_photo_of_one_texture_has_no_regions() -> None:
    uneven = np.random.default_rng(1).uniform(0.9, 1, size=(10, 10, 1)).astype(np.float32)
    assert regions_of(np.ones((10, 10, 8), dtype=np.float32)) == ()
    assert regions_of(uneven * np.ones(8, dtype=np.float32)) == ()


def test_specks_are_no_regions() -> None:
    assert regions_of(feature_map(((1, 1, 8, 8), 0), ((9, 9, 10, 10), 1))) == ()


def test_at_most_five_regions_are_proposed_and_the_smallest_left_out() -> None:
    rectangles = [(x, y, x + 2, y + 2) for y in (0, 4) for x in (0, 4, 8)]
    small = (4, 8, 6, 9)
    regions = regions_of(feature_map(*((each, 0) for each in [*rectangles[:5], small])))
    assert len(regions) == MAX_REGIONS
    assert not any(found(region, small) for region in regions)


def test_regions_work_on_maps_that_are_not_square() -> None:
    vectors = feature_map(((1, 1, 4, 4), 0), ((1, 6, 4, 9), 1))[:, :5]
    top, bottom = sorted(regions_of(vectors), key=lambda region: region.box.top)
    assert (top.box.bottom, bottom.box.right) == pytest.approx((0.4, 0.8), abs=0.05)


def test_an_encoder_without_a_feature_map_proposes_nothing() -> None:
    assert propose_regions(Image.new("RGB", (64, 64)), ColourEncoder()) == ()


@pytest.mark.parametrize("seed", range(3))
def test_a_map_of_noise_takes_no_longer_than_a_few_maps_of_products(seed: int) -> None:
    noise = np.random.default_rng(seed).normal(size=(10, 10, 256)).astype(np.float32)
    start = time.process_time()
    regions = regions_of(noise * np.linspace(0.1, 3, 10, dtype=np.float32)[:, None])
    assert time.process_time() - start < 0.5
    assert len(regions) <= MAX_REGIONS


@pytest.mark.slow
def test_most_regions_of_rendered_scenes_are_products_and_most_products_have_one() -> None:
    """With the bundled encoder they are .92, .78, .67 and .98."""
    encoder = get_encoder("bundled")
    quality = region_quality(lambda image: propose_regions(image, encoder), photos=40, seed=1)
    assert quality.centre_precision >= 0.9
    assert quality.precision >= 0.75
    assert quality.recall >= 0.65
    assert quality.none_for_one >= 0.93


@pytest.mark.slow
def test_regions_lie_within_the_photo_and_differ_from_each_other() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (400, 300, 3), dtype=np.uint8)
    pixels[100:250, 50:130] = (200, 20, 20)
    boxes = [each.box for each in propose_regions(Image.fromarray(pixels), get_encoder("bundled"))]
    pairs = [(one, other) for one in boxes for other in boxes if one is not other]
    assert all(overlap(one, other) < 0.5 for one, other in pairs)
