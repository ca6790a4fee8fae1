"""What a quantised encoder loses, on vectors anyone can check by eye."""

import numpy as np
import pytest

from catalog.evaluation.quantization import Both, found, loss, verdicts
from tests.encoders import ColourEncoder

EAST, NORTH = [1.0, 0.0], [0.0, 1.0]
INDEX = np.array([EAST, NORTH], dtype=np.float32)
ITSELF = np.eye(2, dtype=np.bool_)


def test_what_is_found_is_a_share_of_what_can_be() -> None:
    assert found(INDEX, INDEX, ITSELF, 1) == 1
    assert found(INDEX[::-1], INDEX, ITSELF, 1) == 0
    assert found(INDEX[::-1], INDEX, ITSELF, 10) == 1


def test_the_worst_measure_in_the_worst_index_counts() -> None:
    queries = Both(exact=INDEX, quantized=INDEX)
    index = Both(exact=INDEX, quantized=np.array([NORTH, EAST], dtype=np.float32))
    assert loss(queries, Both(exact=INDEX, quantized=INDEX), ITSELF) == 0
    assert loss(queries, index, ITSELF) == 1


class Model(ColourEncoder):
    """As loaded models name it."""

    images = ColourEncoder.encode_images
    texts = ColourEncoder.encode_texts


def test_an_encoder_loses_nothing_against_itself() -> None:
    judged = verdicts(Model(), Model(), products=12)
    assert [one.tower for one in judged] == ["images", "texts"]
    assert [one.loss for one in judged] == pytest.approx([0, 0])
