"""A tiny encoder, its export, and a watch on who exports."""

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
    """With an export; not to be changed. A shop has it in SHOP_VAR."""
    cache = tmp_path_factory.mktemp("var") / "encoders"
    export_once(f"local-dir:{model}", cache=cache)
    return cache


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is exported from here on; in this process, which saves seconds."""
    seen: list[str] = []

    def run(name: str, *, cache: Path) -> None:
        seen.append(name)
        export_once(name, cache=cache)

    monkeypatch.setattr(loading, "run_export", run)
    return seen


@pytest.fixture
def own(model: Path, tmp_path: Path) -> Path:
    """A copy of the model that a test may change."""
    copy = tmp_path / "own"
    copy.mkdir()
    for file in model.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy
