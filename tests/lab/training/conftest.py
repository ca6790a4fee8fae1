"""Tiny models and plain colours instead of rendered products, so that a run takes seconds."""

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
from lab.training.config import TrainingConfig
from lab.training.data.picture_store import Pixels, cache_path, squash, write_pictures
from lab.training.datasets import design_dataset
from lab.training.datasets.design_rendering import VIEWS
from lab.training.model.export import export_model
from lab.training.model.model_config import ModelConfig
from lab.training.model.tokenizer import MERGES_FILE, write_merges
from lab.training.model.towers import build_model

TINY = ModelConfig(
    image_model="mobilenetv4_conv_small_035",
    image_size=32,
    embed_dim=32,
    text_width=32,
    text_layers=1,
    text_heads=2,
    context_length=16,
    bpe_merges=200,
)
LABELS = ("T-Shirt", "Pants", "Shoes")


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO())


@pytest.fixture
def colour_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw each design as a card of its colour."""

    def render_cards(
        folder: Path, designs: Sequence[Design], *, sizes: Sequence[int], processes: int
    ) -> Pixels:
        cards = (
            squash(Image.new("RGB", (32, 32), COLOURS[design.colour]))
            for design in designs
            for _ in range(VIEWS)
        )
        path = cache_path(folder, "cards", designs)
        return write_pictures(path, cards, count=len(designs) * VIEWS)

    monkeypatch.setattr(design_dataset, "render_designs", render_cards)


@pytest.fixture
def photo_folder(tmp_path: Path) -> Path:
    """A photo of each label by 80 photographers, some of whom are held out."""
    folder = tmp_path / "photos"
    folder.mkdir()
    rows = [
        (f"{number}-{label}.jpg", label, str(number)) for number in range(80) for label in LABELS
    ]
    for name, label, _ in rows:
        Image.new("RGB", (20, 30), (80 * LABELS.index(label), 90, 90)).save(folder / name)
    with (folder / "labels.csv").open("w", newline="") as table:
        csv.writer(table).writerows([("image", "label", "photographer"), *rows])
    return folder


@pytest.fixture
def start_folder(tmp_path: Path) -> Path:
    """A folder with a model of random weights, in the format of train_encoder."""
    folder = tmp_path / "start"
    folder.mkdir()
    torch.manual_seed(7)
    export_model(folder, build_model(TINY), TINY)
    write_merges(folder / MERGES_FILE, TINY.bpe_merges)
    return folder


@pytest.fixture
def config(tmp_path: Path, photo_folder: Path) -> TrainingConfig:
    return TrainingConfig(
        threads=1,
        output=tmp_path / "model",
        scratch=tmp_path / "scratch",
        photos=(photo_folder,),
        designs=16,
        held_out_designs=16,
        epochs=2,
        model=TINY,
        pairs_per_batch=4,
        photos_per_batch=4,
        initial_image_size=32,
        checkpoint_every=100,
    )
