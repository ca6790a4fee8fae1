"""Whole numbers: another precision of the same export, taken only when it is as good."""

from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from pytest_django import Settings

from catalog.embedding.exports import Manifest
from catalog.embedding.onnx_model import OnnxModel
from catalog.embedding.quantized import TOWERS, write_quantized
from catalog.evaluation import quantization
from catalog.evaluation.quantization import Verdict
from tests.embedding.exporting import export_of, fastest, runs_on_onnx
from tests.embedding.photos import quadrants

TEXTS = ["blue mug", "mug"]


@pytest.fixture
def export(model: Path, tmp_path: Path) -> Path:
    fastest(model, tmp_path).encode_texts(["mug"])
    return export_of(model, tmp_path)


def opened(folder: Path) -> OnnxModel:
    manifest = Manifest.read(folder)
    assert manifest
    return OnnxModel(folder, manifest, threads=1)


def test_a_quantised_export_gives_nearly_the_same_vectors(export: Path, tmp_path: Path) -> None:
    folder = tmp_path / "quantised"
    folder.mkdir()
    manifest = write_quantized(export, folder, towers=TOWERS)
    assert manifest == Manifest.read(folder)
    exact, quantised = opened(export), opened(folder)
    assert quantised.fingerprint == exact.fingerprint
    for mine, expected in [
        (quantised.images([quadrants()]), exact.images([quadrants()])),
        (quantised.texts(TEXTS), exact.texts(TEXTS)),
    ]:
        assert not np.array_equal(mine, expected)
        assert np.sum(mine * expected, axis=1).min() > 0.98


@pytest.fixture
def shop(settings: Settings, tmp_path: Path) -> None:
    settings.SHOP_VAR = tmp_path


def judged(monkeypatch: pytest.MonkeyPatch, **losses: float) -> None:
    found = [Verdict(tower=tower, loss=loss, speedup=2.0) for tower, loss in losses.items()]
    monkeypatch.setattr(quantization, "verdicts", lambda *_models: found)


@pytest.mark.usefixtures("shop")
def test_only_the_tower_that_loses_nothing_is_taken(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    judged(monkeypatch, images=0.02, texts=0.004)
    call_command("export_encoder", encoder=f"local-dir:{model}", quantize=True)
    assert "images: 2.0 times as fast in int8, loses 2.0% of what is found: left" in (
        said := capsys.readouterr().out
    )
    assert "texts: 2.0 times as fast in int8, loses 0.4% of what is found: taken" in said
    manifest = Manifest.read(export_of(model, tmp_path / "encoders"))
    assert manifest
    assert manifest.precision == {"texts": "int8"}
    assert runs_on_onnx(fastest(model, tmp_path / "encoders"))


def test_what_gains_no_time_is_left() -> None:
    assert not Verdict(tower="images", loss=0.0, speedup=1.1).accepted
    assert Verdict(tower="images", loss=0.005, speedup=1.2).accepted
