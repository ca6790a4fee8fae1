"""Toy data: plain colours instead of drawn products, so that a run takes seconds."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from PIL import Image
from rich.console import Console

from lab.demo.palette import COLOURS
from lab.demo.world import Design
from lab.training.config import Towers, TrainingPlan
from lab.training.data.picture_store import Pixels, file_for, squashed, write_pictures
from lab.training.datasets import design_dataset
from lab.training.datasets.design_rendering import VIEWS
from lab.training.model.export import export_model
from lab.training.model.towers import MERGES_FILE, build_model, write_merges

TINY = Towers(
    image_model="mobilenetv4_conv_small_035",
    image_size=32,
    embed_dim=32,
    text_width=32,
    text_layers=1,
    text_heads=2,
    context_length=16,
    vocabulary=200,
)
LABELS = ("T-Shirt", "Pants", "Shoes")


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO())


@pytest.fixture
def colour_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every design is a card of its colour."""

    def drawn(
        folder: Path, designs: Sequence[Design], *, sizes: Sequence[int], processes: int
    ) -> Pixels:
        cards = (
            squashed(Image.new("RGB", (32, 32), COLOURS[design.colour]))
            for design in designs
            for _ in range(VIEWS)
        )
        return write_pictures(file_for(folder, "cards", designs), cards, count=len(designs) * VIEWS)

    monkeypatch.setattr(design_dataset, "render_designs", drawn)


@pytest.fixture
def photo_folder(tmp_path: Path) -> Path:
    """80 photographers with a photo of each label: both sides of the split have some."""
    folder = tmp_path / "photos"
    folder.mkdir()
    rows = [(f"{who}-{label}.jpg", label, str(who)) for who in range(80) for label in LABELS]
    for name, label, _ in rows:
        Image.new("RGB", (20, 30), (80 * LABELS.index(label), 90, 90)).save(folder / name)
    with (folder / "labels.csv").open("w", newline="") as table:
        csv.writer(table).writerows([("image", "label", "photographer"), *rows])
    return folder


@pytest.fixture
def start(tmp_path: Path) -> Path:
    """A model as train_encoder writes it, with random weights."""
    folder = tmp_path / "start"
    folder.mkdir()
    torch.manual_seed(7)
    export_model(folder, build_model(TINY), TINY)
    write_merges(folder / MERGES_FILE, TINY.vocabulary)
    return folder


@pytest.fixture
def plan(tmp_path: Path, photo_folder: Path) -> TrainingPlan:
    return TrainingPlan(
        threads=1,
        output=tmp_path / "model",
        scratch=tmp_path / "scratch",
        photos=photo_folder,
        designs=16,
        held_out_designs=16,
        epochs=2,
        towers=TINY,
        pairs_per_batch=4,
        photos_per_batch=4,
        first_size=32,
        checkpoint_every=100,
    )
