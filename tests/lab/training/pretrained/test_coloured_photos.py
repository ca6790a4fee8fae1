import random
from pathlib import Path

import numpy as np
import torch

from lab.demo.synonyms import COLOUR_WORDS
from lab.training.colours.histogram import BINS
from lab.training.data.example import CONTRADICTS, FITS
from lab.training.datasets.photo_source import PhotoSource
from lab.training.model.tokenizer import Tokenizer, open_tokenizer, write_merges
from lab.training.objective.distillation import colour_loss
from lab.training.pretrained.coloured_photos import ColouredPhoto, ColouredPhotos, coloured_photos

RED_POLOS = [ColouredPhoto(0, row, "Polo", "red") for row in (0, 1)]
BLUE_POLO = ColouredPhoto(0, 2, "Polo", "blue")
RED_SKIRT = ColouredPhoto(1, 0, "Skirt", "red")


def tokenizer(folder: Path) -> Tokenizer:
    write_merges(folder / "bpe_simple_vocab.txt.gz", 100)
    return open_tokenizer(folder, 16)


def shares(*colours: str) -> torch.Tensor:
    """Return a histogram row with equal shares of the colours."""
    row = torch.zeros(len(BINS))
    row[[BINS.index(colour) for colour in colours]] = 1 / len(colours)
    return row


def test_training_photos_have_the_colour_that_prevails_in_them() -> None:
    photos = PhotoSource(
        folder="clothes",
        rows={"Polo": [0, 1], "Skirt": [3]},  # 2 is held out
        pixels=np.zeros((4, 1, 1, 3), np.uint8),
        photos_per_batch=1,
    )
    histogram = torch.stack([
        shares("navy"), shares("red", "black", "white"), shares("red"), shares("red", "pink"),
    ])  # fmt: skip
    assert list(coloured_photos([photos], [histogram])) == [
        ColouredPhoto(0, 0, "Polo", "navy"),
        ColouredPhoto(0, 3, "Skirt", "red"),
    ]


def test_words_name_the_colour_and_the_label() -> None:
    assert set(BINS) <= set(COLOUR_WORDS)
    words = {ColouredPhoto(0, 0, "Polo", "navy").words(random.Random(i)) for i in range(60)}
    assert {"navy polo", "polo shirt in navy blue", "a dark blue polo"} <= words


def test_a_batch_pairs_photos_with_words_that_are_true_of_all_like_them(tmp_path: Path) -> None:
    photos = ColouredPhotos([*RED_POLOS, BLUE_POLO, RED_SKIRT], tokenizer(tmp_path))
    vectors = [torch.eye(4)[:3], torch.eye(4)[3:]]
    batch = photos.batch(random.Random(1), 10, vectors)
    order = batch.photos.argmax(dim=1).tolist()
    assert sorted(order) == [0, 1, 2, 3]
    assert len(batch.tokens) == 4
    for i, mine in enumerate(order):
        for j, other in enumerate(order):
            alike = mine == other or {mine, other} == {0, 1}
            assert batch.fits[i, j] == (FITS if alike else CONTRADICTS)
    assert len(photos.batch(random.Random(1), 2, vectors).photos) == 2


def test_the_loss_is_lower_for_words_near_their_own_photos(tmp_path: Path) -> None:
    photos = ColouredPhotos([*RED_POLOS, BLUE_POLO, RED_SKIRT], tokenizer(tmp_path))
    same_place = torch.tensor([[1.0, 0, 0]] * 2 + [[0, 1.0, 0]])
    batch = photos.batch(random.Random(1), 4, [same_place, torch.tensor([[0, 0, 1.0]])])
    scale = torch.tensor(20.0)
    right = colour_loss(batch.photos, batch, scale)
    wrong = colour_loss(batch.photos.roll(1, dims=1), batch, scale)
    assert right < 0.8 < wrong
