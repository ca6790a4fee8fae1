import numpy as np
import pytest

from lab.evaluation.rules import RULES, Catalogue, best_first

RED, BLUE = np.array([1.0, 0.0], dtype=np.float32), np.array([0.0, 1.0], dtype=np.float32)
BOTH = np.array([0.7071, 0.7071], dtype=np.float32)
CATALOGUE = Catalogue(
    ids=("red", "blue", "both"),
    images=np.stack([RED, BLUE, BOTH]),
    words=np.stack([RED, BLUE, BOTH]),
)


@pytest.mark.parametrize("name", ["plain sum", "product", "slerp"])
def test_a_photo_and_words_that_differ_find_what_has_something_of_both(name: str) -> None:
    scores = RULES[name](CATALOGUE, RED, BLUE)
    assert best_first(CATALOGUE, scores, depth=1) == ("both",)


def test_one_part_alone_ignores_the_other() -> None:
    by_photo = RULES["photo only"](CATALOGUE, RED, BLUE)
    by_words = RULES["words only"](CATALOGUE, RED, BLUE)
    assert best_first(CATALOGUE, by_photo, depth=3) == ("red", "both", "blue")
    assert best_first(CATALOGUE, by_words, depth=3) == ("blue", "both", "red")


def test_reciprocal_ranks_are_summed() -> None:
    scores = RULES["RRF"](CATALOGUE, RED, BLUE)
    assert scores.tolist() == pytest.approx([1 / 61 + 1 / 63, 1 / 61 + 1 / 63, 2 / 62])
