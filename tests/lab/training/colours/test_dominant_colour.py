import random
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lab.demo.palette import COLOURS
from lab.demo.shopper import shopper_photo
from lab.demo.studio import studio_picture
from lab.demo.world import Design, sample_design
from lab.training.colours.colour_names import COLOUR_NAMES
from lab.training.colours.dominant import dominant_colour
from lab.training.colours.foreground import foreground, small_lab
from lab.training.colours.lab_space import to_lab

ALSO_CALLED = {
    "charcoal": {"grey", "black"}, "cream": {"beige", "white"}, "camel": {"brown"},
    "burgundy": {"red"}, "coral": {"pink", "orange", "red"}, "mustard": {"yellow"},
    "lime": {"green", "yellow"}, "olive": {"green"}, "mint": {"green"}, "teal": {"green", "blue"},
    "turquoise": {"blue", "green"}, "light blue": {"blue"}, "navy": {"blue"},
    "lavender": {"purple"}, "magenta": {"pink", "purple"},
}  # fmt: skip
"""Names that the colours of the rendered world have among COLOUR_NAMES."""


def plain_designs(count: int) -> list[Design]:
    rng = random.Random(5)
    designs: list[Design] = []
    while len(designs) < count:
        if (design := sample_design(rng)).pattern == "plain":
            designs.append(design)
    return designs


def photo_of(*colours: tuple[int, int, int], ground: tuple[int, int, int]) -> Image.Image:
    """Draw stripes of the colours in a square in the middle of the ground."""
    picture = Image.new("RGB", (120, 120), ground)
    draw = ImageDraw.Draw(picture)
    width = 60 / len(colours)
    for number, colour in enumerate(colours):
        draw.rectangle((30 + number * width, 30, 30 + (number + 1) * width, 90), fill=colour)
    return picture


def test_lab_of_white_black_and_red_are_as_tabulated() -> None:
    white, black, red = to_lab([(255, 255, 255), (0, 0, 0), (255, 0, 0)])
    assert white == pytest.approx([100, 0, 0], abs=0.1)
    assert black == pytest.approx([0, 0, 0], abs=0.1)
    assert red == pytest.approx([53.2, 80.1, 67.2], abs=0.3)


@pytest.mark.parametrize("colour", sorted(set(COLOURS) & set(COLOUR_NAMES)))
def test_a_flat_colour_has_its_name_on_a_light_and_on_a_dark_ground(colour: str) -> None:
    for ground in ((225, 225, 230), (60, 58, 56)):
        if abs(np.subtract(COLOURS[colour], ground)).max() > 40:
            assert dominant_colour(photo_of(COLOURS[colour], ground=ground)) == colour


@pytest.mark.slow
@pytest.mark.parametrize(
    "draw", [lambda design: studio_picture(design, size=128),
             lambda design: shopper_photo(design, seed=1, size=128)], ids=["studio", "shopper"],
)  # fmt: skip
def test_nine_in_ten_rendered_products_have_the_name_of_their_colour(
    draw: Callable[[Design], Image.Image],
) -> None:
    named = [(design, colour) for design in plain_designs(150)
             if (colour := dominant_colour(draw(design)))]  # fmt: skip
    assert len(named) > 130
    right = sum(name in ALSO_CALLED.get(design.colour, {design.colour}) for design, name in named)
    assert right / len(named) > 0.9


def test_two_colours_in_equal_parts_have_no_name() -> None:
    four = (COLOURS["red"], COLOURS["blue"], COLOURS["yellow"], COLOURS["green"])
    assert dominant_colour(photo_of(*four, ground=(230, 230, 230))) is None


def test_a_photo_that_the_product_fills_has_the_colour_of_the_product() -> None:
    assert dominant_colour(Image.new("RGB", (100, 100), COLOURS["red"])) == "red"


def test_the_foreground_is_the_product_before_a_ground_with_light_and_shadow() -> None:
    ground = Image.linear_gradient("L").resize((120, 120)).point(lambda value: 120 + value // 3)
    picture = ground.convert("RGB")
    picture.paste(COLOURS["green"], (30, 30, 90, 90))
    mask = foreground(small_lab(picture))
    assert mask is not None
    product = np.zeros((64, 64), dtype=bool)
    product[16:48, 16:48] = True
    assert (mask & product).sum() / (mask | product).sum() > 0.9
