import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lab.training.config import TrainingConfig
from lab.training.pretrained import distillation
from lab.training.pretrained.recipe import Recipe
from lab.training.words import product_terms
from tests.lab.training.conftest import TINY
from tests.lab.training.pretrained.packages import tokenizers_module, write_packages

TINY_LITE = replace(TINY, image_model="tf_efficientnet_lite0")


@pytest.fixture(scope="session")
def package_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    write_packages(folder)
    return folder


@pytest.fixture
def packages(package_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install the fake packages instead of the real ones."""
    monkeypatch.syspath_prepend(package_folder)
    monkeypatch.setitem(sys.modules, "tokenizers", tokenizers_module())
    return package_folder


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all tests, so that the teachers answer once."""
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture
def pretrained(
    config: TrainingConfig,
    start_folder: Path,
    scratch: Path,
    packages: Path,
    colour_cards: None,
    monkeypatch: pytest.MonkeyPatch,
) -> TrainingConfig:
    """A run with the recipe on tiny pictures."""
    # All words would take seconds.
    monkeypatch.setattr(distillation, "product_terms", lambda: product_terms()[:3000:30])
    recipe = Recipe(
        teacher=start_folder,
        mixed_pictures=4,
        words_per_batch=16,
        wordings_per_batch=4,
        composed_wordings=20,
    )
    return replace(
        config.with_recipe(recipe),
        model=TINY_LITE,
        scratch=scratch,
        pairs_per_batch=4,
        photos_per_batch=4,
        text_only_pairs_per_batch=4,
        minutes=None,
    )
