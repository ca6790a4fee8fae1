"""Quick metrics on photos weigh all photographers the same."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from lab.training.datasets.embedded_photos import EmbeddedPhotos
from lab.training.datasets.photo_folder import LabelledPhoto

CUP, HAT = (1.0, 0.0), (0.0, 1.0)


def embedded(photographers: Sequence[str]) -> EmbeddedPhotos:
    """Nine cups, of which the last looks like a hat."""
    photos = [
        LabelledPhoto(path=Path("x"), image="x", label="cup", photographer=photographer)
        for photographer in photographers
    ]
    return EmbeddedPhotos(
        photos=photos,
        vectors=torch.tensor([CUP] * 8 + [HAT]),
        views=torch.eye(9, 2),
        tested=["cup", "hat"],
        words=torch.tensor([CUP, HAT]),
    )


def test_photographer_of_most_photos_does_not_decide() -> None:
    (metric,) = embedded(["ada"] * 8 + ["bob"]).label_by_words()
    assert metric.name == "photo -> its label by words, mean of 2 photographers (9 photos)"
    assert metric.value == 0.5
    assert metric.chance == 0.5


@pytest.mark.parametrize("photographers", [[""] * 9, ["ada"] * 9, ["ada"] * 8 + [""]])
def test_without_several_known_photographers_photos_weigh_the_same(
    photographers: Sequence[str],
) -> None:
    (metric,) = embedded(photographers).label_by_words()
    assert metric.name == "photo -> its label by words"
    assert metric.value == pytest.approx(8 / 9)
