import colorsys
import random

import numpy as np
import pytest

from lab.demo.palette import COLOURS, NEUTRAL, contrasting, rgb_distance
from lab.demo.shopper import shopper_photo
from lab.demo.studio import cut_out
from lab.demo.world import Design


def plain(colour: str, kind: str = "t-shirt") -> Design:
    shape = {
        "t-shirt": (("sleeve", "long"), ("neckline", "crew neck")),
        "cushion": (("form", "square"),),
    }
    return Design(
        kind=kind, colour=colour, pattern="plain", pattern_colour=None, material="cotton",
        shape=shape[kind],
    )  # fmt: skip


def mean_colour(design: Design) -> tuple[float, float, float]:
    pixels = np.asarray(cut_out(design, size=128)).reshape(-1, 4)
    red, green, blue = pixels[pixels[:, 3] > 250][:, :3].mean(axis=0)
    return float(red), float(green), float(blue)


def hue_gap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the degrees between two hues, 0 to 180."""
    first, second = (colorsys.rgb_to_hsv(*(part / 255 for part in rgb))[0] for rgb in (one, other))
    return abs((first - second + 0.5) % 1 - 0.5) * 360


def test_there_are_at_least_twenty_named_colours() -> None:
    assert len(COLOURS) >= 20


@pytest.mark.parametrize("colour", sorted(set(COLOURS) - NEUTRAL))
def test_a_product_has_the_hue_of_its_named_colour(colour: str) -> None:
    assert hue_gap(mean_colour(plain(colour)), COLOURS[colour]) < 12


@pytest.mark.parametrize("colour", sorted(COLOURS))
def test_a_product_is_close_to_its_named_colour(colour: str) -> None:
    red, green, blue = map(round, mean_colour(plain(colour)))
    assert rgb_distance((red, green, blue), COLOURS[colour]) < 50


@pytest.mark.parametrize("colour", ["red", "blue", "green", "yellow", "magenta", "teal"])
def test_a_shopper_photo_keeps_the_hue_of_the_product(colour: str) -> None:
    for seed in range(4):
        photo = np.asarray(shopper_photo(plain(colour, "cushion"), seed=seed, size=96), float)
        red, green, blue = np.median(photo[36:60, 36:60].reshape(-1, 3), axis=0)
        assert hue_gap((red, green, blue), COLOURS[colour]) < 22


def test_pattern_colours_stand_out_from_the_ground() -> None:
    rng = random.Random(1)
    for colour in COLOURS:
        other = rng.choice(contrasting(colour))
        assert rgb_distance(COLOURS[colour], COLOURS[other]) > 120
