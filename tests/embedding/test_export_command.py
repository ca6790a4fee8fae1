import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from catalog.embedding.onnx import quantisation
from catalog.embedding.onnx.export_cache import Manifest
from lab.management.commands import export_encoder
from tests.embedding.exporting import export_of
from tests.embedding.test_quantisation import sample

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(settings: Settings, shared_cache: Path) -> None:
    settings.SHOP_VAR = shared_cache.parent


@pytest.mark.usefixtures("shop")
def test_export_encoder_prints_the_export_folder(
    model: Path, shared_cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_encoder", encoder=f"local-dir:{model}", exact=True)
    assert f"is exported to {export_of(model, shared_cache)}" in capsys.readouterr().out


def test_export_encoder_tries_int8_and_prints_the_result(
    model: Path,
    shared_cache: Path,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings.SHOP_VAR = tmp_path
    shutil.copytree(shared_cache, tmp_path / "encoders")
    monkeypatch.setattr(quantisation, "MIN_SPEEDUP", 0)
    monkeypatch.setattr(export_encoder, "rendered_sample", lambda _count: sample())
    call_command("export_encoder", encoder=f"local-dir:{model}")
    output = capsys.readouterr().out
    assert (
        "int8 for pictures and words loses 0.00 points of recall by photo, 0.00 by words." in output
    )
    assert "Used from now on: int8 for pictures and words." in output


def test_export_encoder_says_that_the_feature_map_is_missing(
    model: Path,
    shared_cache: Path,
    tmp_path: Path,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings.SHOP_VAR = tmp_path
    shutil.copytree(shared_cache, tmp_path / "encoders")
    folder = export_of(model, tmp_path / "encoders")
    manifest = Manifest.read(folder)
    assert manifest
    replace(manifest, no_feature_map="no such operator").write(folder)
    call_command("export_encoder", encoder=f"local-dir:{model}", exact=True)
    assert "It proposes no regions of photos: no such operator." in capsys.readouterr().out


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("local-dir:/nowhere", "There is no folder /nowhere"),
        ("python:tests.encoders.ColourEncoder", "a class of your own"),
    ],
)
def test_export_encoder_explains_why_it_cannot_export(name: str, reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("export_encoder", encoder=name)
