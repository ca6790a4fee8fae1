import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from lab.training.config import TrainingConfig
from lab.training.data.batches import Mixture
from lab.training.datasets.training_data import load_datasets
from lab.training.errors import NoTrainingData
from tests.lab.training.cards import card_shop


@pytest.mark.usefixtures("colour_cards")
def test_all_three_datasets_share_a_batch(config: TrainingConfig, console: Console) -> None:
    config.scratch.mkdir()
    datasets = load_datasets(replace(config, catalog=card_shop(), products_per_batch=6), console)
    batch = Mixture(sources=[dataset.source for dataset in datasets], seed=0).batch(0)
    # Four pairs of designs, six products, four pairs of labelled photos.
    assert batch.source_sizes == [8, 6, 4]
    assert batch.refinements.references == list(range(8))


def test_run_without_any_dataset_is_refused(config: TrainingConfig, console: Console) -> None:
    with pytest.raises(NoTrainingData, match="--photos DIR, or --catalog"):
        load_datasets(replace(config, designs=0, photos=()), console)


def test_several_folders_of_photos_share_the_batch_and_have_figures_of_their_own(
    config: TrainingConfig, console: Console, photo_folder: Path, tmp_path: Path
) -> None:
    other = shutil.copytree(photo_folder, tmp_path / "other")
    config.scratch.mkdir()
    photos = replace(config, designs=0, photos=(photo_folder, other), photos_per_batch=6)
    datasets = load_datasets(photos, console)
    batch = Mixture(sources=[dataset.source for dataset in datasets], seed=0).batch(0)
    assert batch.source_sizes == [3, 3]
    notes = [dataset.notes.data for dataset in datasets]
    assert '("photos")' in notes[0]
    assert '("other")' in notes[1]
