"""The model card gives figures on photos that nobody who took most of them decides."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from lab.training.config import TrainingConfig
from lab.training.data.split import is_held_out_label, is_held_out_photographer
from lab.training.train import train
from tests.lab.training.conftest import LABELS
from tests.lab.training.photo_measures.photos import save_noisy

pytestmark = pytest.mark.usefixtures("colour_cards")
NAMES = [str(number) for number in range(40)]
HELD_OUT = [name for name in NAMES if is_held_out_photographer(name)]
PROLIFIC = HELD_OUT[0]
MORE = 25  # photos of hers


def save_photos(folder: Path) -> None:
    """Save a photo of each label by each photographer, and more by one who is held out."""
    taken = [(name, label) for name in NAMES for label in LABELS] + [(PROLIFIC, LABELS[0])] * MORE
    rows = [(f"{number}.png", label, name) for number, (name, label) in enumerate(taken)]
    for number, (image, label, _) in enumerate(rows):
        save_noisy(folder / image, (90 * LABELS.index(label), 90, 90), seed=number)
    with (folder / "labels.csv").open("w", newline="") as table:
        csv.writer(table).writerows([("image", "label", "photographer"), *rows])


def card_of(config: TrainingConfig, folder: Path, console: Console) -> str:
    train(config=replace(config, photos=(folder,), epochs=1), console=console)
    return (config.output / "README.md").read_text()


def test_photo_figures_of_the_card_are_means_of_photographers(
    config: TrainingConfig, tmp_path: Path, console: Console
) -> None:
    save_photos(tmp_path / "clothes")
    card = card_of(config, tmp_path / "clothes", console)
    photos = len(HELD_OUT) * len(LABELS) + MORE
    mean = f"mean of {len(HELD_OUT)} photographers ({photos} photos)"
    assert f"| photo -> same label, precision@10, {mean} | " in card
    assert f"| photo, seen otherwise -> that photo, recall@1, {mean} | " in card
    assert f"| label's word -> photos, precision@10, mean of {len(LABELS)} labels | " in card
    assert "| photo -> same label, precision@10 |" not in card
    assert f"{photos} photos by {len(HELD_OUT)} photographers" in card


def test_photo_figures_of_the_card_are_means_of_labels_where_nobody_is_named(
    config: TrainingConfig, tmp_path: Path, console: Console
) -> None:
    labels = [f"thing {number}" for number in range(12)]
    for label in labels:
        for number in range(6):
            save_noisy(tmp_path / "things" / label / f"{number}.png", (90, 90, 90), seed=number)
    card = card_of(config, tmp_path / "things", console)
    count = sum(map(is_held_out_label, labels))
    assert f"precision@10, mean of {count} labels ({6 * count} photos) | " in card
    assert "photographers" not in card.partition("## How well it does")[2].partition("\n\n- ")[0]
