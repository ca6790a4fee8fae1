"""What the bundled encoder tells of rendered products."""

import random
from collections.abc import Iterator

import numpy as np
import pytest

from catalog.embedding.registry import get_encoder
from catalog.inspection.examples import examples_of
from catalog.inspection.learning import Floats
from catalog.inspection.pictures import Pictures, ProductPicture, Said
from catalog.inspection.reading import best_reader
from lab.demo.studio import studio_picture
from lab.demo.world import KINDS, Design, sample_of_kind

pytestmark = pytest.mark.slow
COLOURS = ("red", "navy", "green")
COUNT = 20  # of each colour


def designs() -> Iterator[Design]:
    """Plain mugs of three colours."""
    rng = random.Random(1)
    kind = KINDS["mug"]
    for colour in COLOURS * COUNT:
        drawn = sample_of_kind(kind, rng)
        yield Design(drawn.kind, colour, "plain", None, drawn.material, drawn.shape)


@pytest.fixture(scope="module")
def vectors() -> Floats:
    pictures = [studio_picture(design).resize((160, 160)) for design in designs()]
    return np.asarray(get_encoder("bundled").encode_images(pictures), dtype=np.float32)


def shelf(vectors: Floats, *, lacking: int) -> Pictures:
    """The mugs, of which the first ones do not say their colour."""
    products = [
        ProductPicture(number, 1, f"g{number}", f"f{number}", says(design, number, lacking))
        for number, design in enumerate(designs())
    ]
    return Pictures(products, vectors)


def says(design: Design, number: int, lacking: int) -> dict[str, Said]:
    return {} if number < lacking else {"color": Said(design.colour, design.colour)}


def test_it_tells_the_colours_of_mugs(vectors: Floats) -> None:
    pictures = shelf(vectors, lacking=12)
    examples = examples_of("color", pictures, frozenset())
    assert examples
    encode = get_encoder("bundled").encode_texts
    reader = best_reader(
        examples, vectors, pictures.folds_by_group, lambda texts: encode(list(texts))
    )
    assert reader
    read = list(reader.read(pictures, pictures.folds_by_group))
    truth = [design.colour for design in designs()]
    right = [proposed.value == truth[proposed.product_id] for proposed in read]
    assert len(read) >= 6
    assert np.mean(right) >= 0.9
