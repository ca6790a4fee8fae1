"""A tiny model, its export, and a record of further exports."""

from pathlib import Path

import pytest

from catalog.embedding import loading
from catalog.embedding.onnx.export_process import export_once
from tests.embedding.tiny_model import save_tiny_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def shared_cache(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with an export of the model, for tests that do not modify it. In a shop, it is
    SHOP_VAR/encoders.
    """
    cache = tmp_path_factory.mktemp("var") / "encoders"
    export_once(f"local-dir:{model}", cache=cache)
    return cache


@pytest.fixture
def recorded_exports(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the encoders that the test exports, in this process, which saves seconds."""
    names: list[str] = []

    def run(name: str, *, cache: Path) -> None:
        names.append(name)
        export_once(name, cache=cache)

    monkeypatch.setattr(loading, "run_export", run)
    return names


@pytest.fixture
def model_copy(model: Path, tmp_path: Path) -> Path:
    """A copy of the model that a test may modify."""
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in model.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy
