import numpy as np
import pytest

from lab.evaluation.fusion_rules import RULES, ProductVectors, top_products

RED, BLUE = np.array([1.0, 0.0], dtype=np.float32), np.array([0.0, 1.0], dtype=np.float32)
BOTH = np.array([0.7071, 0.7071], dtype=np.float32)
PRODUCTS = ProductVectors(
    ids=("red", "blue", "both"),
    images=np.stack([RED, BLUE, BOTH]),
    words=np.stack([RED, BLUE, BOTH]),
)


@pytest.mark.parametrize("name", ["plain sum", "product", "slerp"])
def test_fusion_prefers_a_product_that_matches_both_photo_and_text(name: str) -> None:
    scores = RULES[name](PRODUCTS, RED, BLUE)
    assert top_products(PRODUCTS, scores, depth=1) == ("both",)


def test_single_modality_rules_ignore_the_other_modality() -> None:
    by_photo = RULES["photo only"](PRODUCTS, RED, BLUE)
    by_words = RULES["words only"](PRODUCTS, RED, BLUE)
    assert top_products(PRODUCTS, by_photo, depth=3) == ("red", "both", "blue")
    assert top_products(PRODUCTS, by_words, depth=3) == ("blue", "both", "red")


def test_rrf_sums_reciprocal_ranks() -> None:
    scores = RULES["RRF"](PRODUCTS, RED, BLUE)
    assert scores.tolist() == pytest.approx([1 / 61 + 1 / 63, 1 / 61 + 1 / 63, 2 / 62])
